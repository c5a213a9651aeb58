"""What the name of a file or folder of `content/` says: what it is, or why it cannot be that."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

from agora.characters import printable, unseen
from agora.model.reading import SLUG, SLUG_LENGTH, slugified
from agora.problems import Place, Problem

MARKETPLACE = "marketplace"
ENTRY_ENDINGS = (".md", ".yaml")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_JUNK = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "icon\r", "__macosx"})
_TOOLS = frozenset(
    {".git", ".gitkeep", ".keep", ".gitignore", ".gitattributes", ".editorconfig"}
    | {".vscode", ".idea", ".obsidian"}
)
_JUNK_NAME = re.compile(r"\._.*|\.#.*|.*~|\.?.*\.sw[a-p]|#.*#|\.~lock\..*#|~\$.*")
_RESERVED = frozenset(
    {"_headers", "_redirects", "cname", ".htaccess", ".htpasswd", "web.config", ".nojekyll"}
    | {"robots.txt", "ads.txt", "app-ads.txt", "security.txt", "humans.txt", "sw.js"}
    | {
        "service-worker.js",
        ".well-known",
        "_worker.js",
        "_routes.json",
        "netlify.toml",
        ".user.ini",
    }
)
_FORBIDDEN = re.compile(r'[<>:"|?*\\/%#&;]')
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


class EntryName(Struct, frozen=True):
    """What an entry file's name says. `slug` is the proposal where the name itself is none, and ""
    where there is nothing to propose."""

    slug: str
    language: str
    ending: str
    is_valid: bool

    @property
    def written(self) -> str:
        """The right name of the file."""
        return self.slug + (f".{self.language}" if self.language else "") + self.ending


def is_junk(name: str) -> bool:
    """Whether a file or folder is left behind by a program and means nothing."""
    folded = name.casefold()
    return folded in _JUNK or folded in _TOOLS or _JUNK_NAME.fullmatch(name) is not None


def is_reserved(name: str) -> bool:
    """Whether a file or folder of this name would steer a web server or a browser."""
    return unicodedata.normalize("NFC", name).casefold() in _RESERVED


def entry_name(name: str) -> EntryName | None:
    """The parts of the name of an entry's file; None where it has not the ending of one."""
    ending = next((end for end in ENTRY_ENDINGS if name.lower().endswith(end)), None)
    if ending is None:
        return None
    stem = name[: -len(ending)]
    slug, dot, language = stem.rpartition(".")
    if not dot or not slug or not _LANGUAGE.fullmatch(language):
        slug, language = stem, ""
    is_valid = is_slug(slug) and name.endswith(ending)
    return EntryName(slug if is_slug(slug) else slugified(slug), language, ending, is_valid)


def is_slug(word: str) -> bool:
    return len(word) <= SLUG_LENGTH and SLUG.fullmatch(word) is not None


def invalid_name(path: str, proposal: str) -> Problem:
    """The problem of a name that is no slug."""
    name = printable(path.rpartition("/")[2], 80)
    hint = "use small letters a–z, digits and single hyphens, at most 80"
    if proposal:
        hint = f"rename it to {proposal}"
    return Problem(Place(path), "name-invalid", f'the name "{name}" is not a slug', hint)


def reserved_name(path: str) -> Problem:
    name = printable(path.rpartition("/")[2], 80)
    message = f'a file named "{name}" would steer the web server'
    hint = "rename it, or give it to the people who run the server"
    return Problem(Place(path), "name-reserved", message, hint)


def misplaced(path: str, message: str, hint: str) -> Problem:
    return Problem(Place(path), "file-misplaced", message, hint)


def stray_file(path: str, name: str) -> Problem:
    """The problem of a file that nothing reads, in `content/` or in a collection."""
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() == "yml":
        return misplaced(path, "the ending .yml is not read", f"rename it to {stem}.yaml")
    if dot and ending.lower() in ("markdown", "mdown", "mkd", "txt"):
        return misplaced(path, f"the ending .{ending} is not read", f"rename it to {stem}.md")
    message = "nothing reads this file here"
    hint = "entries end in .md or .yaml; files of an entry stand in a folder named after its slug"
    return misplaced(path, message, hint)


def owned_name_problem(path: str, name: str) -> Problem | None:
    """What is wrong with the name of a file or folder that an entry owns, which becomes part of an
    address and is opened on every kind of machine."""
    if is_reserved(name):
        return reserved_name(path)
    is_fine = (
        not _FORBIDDEN.search(name)
        and not unseen(name)
        and not re.search("[\t\n\ud800-\udfff]", name)
        and not name.startswith((".", "_", "-", " "))
        and not name.endswith((".", " "))
        and not _DEVICES.fullmatch(name)
        and len(name.encode("utf-8", "replace")) <= 120
    )
    if is_fine:
        return None
    stem, dot, ending = name.rpartition(".")
    proposal = slugified(stem if dot else name) + (f".{slugified(ending)}" if dot else "")
    hint = "use letters, digits, hyphens and one dot"
    if slugified(stem if dot else name):
        hint = f"rename it to {proposal}"
    message = f'the name "{printable(name, 80)}" cannot be part of an address'
    return Problem(Place(path), "name-invalid", message, hint)
