"""Which paths may be written below the output folder."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

NAME_LIMIT_BYTES = 200
PATH_LIMIT_CHARACTERS = 240

_COMMON = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)
_COMMON_BYTES = f"{string.ascii_letters}{string.digits}_-./".encode()
_NOT_COMMON = ("//", "/.", "/\n", "\n/", "\n.", "\n\n")
_NEVER = re.compile(r"[\x00-\x1f\x7f\\]")


class UnsafePath(ValueError):
    """A fault of the program: an output's path would be unsafe, or two outputs share one."""


def flaw_of(path: str) -> str:
    """What is wrong with `path`, as words that follow it ("has an empty name"), or `""`.

    A path is relative to the output folder, with `/` between its names. The limits leave room for
    the folder in which a visitor unpacks the website: file systems end at 255 bytes a name, and
    Windows at 260 characters a path.
    """
    if len(path) <= NAME_LIMIT_BYTES and _COMMON.fullmatch(path):
        return ""
    if len(path) > PATH_LIMIT_CHARACTERS:
        return f"has more than {PATH_LIMIT_CHARACTERS} characters"
    if _NEVER.search(path):
        return "holds a control character or a backslash"
    for name in path.split("/"):
        if name in ("", ".", ".."):
            return "is not a plain relative path"
        try:
            size_bytes = len(name.encode())
        except UnicodeEncodeError:
            return "holds half a character"
        if size_bytes > NAME_LIMIT_BYTES:
            return f"has a name of more than {NAME_LIMIT_BYTES} bytes"
    return ""


def flawed_among(paths: Iterable[str]) -> list[str]:
    """Those of the paths that have a flaw."""
    found = list(paths)
    # All of them as one text: tens of thousands are looked at in each build.
    lines = "\n".join(["", *found, ""])
    odd = lines.encode("utf-8", "surrogatepass").translate(None, _COMMON_BYTES)
    is_common = (
        max(map(len, found), default=0) <= NAME_LIMIT_BYTES
        and len(odd) == len(found) + 1  # the ends of the lines, and nothing else
        and not any(signs in lines for signs in _NOT_COMMON)
    )
    return [] if is_common else [path for path in found if flaw_of(path)]


def checked(path: str) -> str:
    """`path` itself. Raises `UnsafePath` when it has a flaw."""
    flaw = flaw_of(path)
    if flaw:
        raise UnsafePath(f"the output path {path!r} {flaw}")
    return path


def folders_above(path: str) -> tuple[str, ...]:
    """The folders that `path` lies in, outermost first: `a/b/c` gives `a`, `a/b`."""
    names = path.split("/")
    return tuple("/".join(names[:depth]) for depth in range(1, len(names)))


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """All folders that any of the paths lies in."""
    found: set[str] = set()
    nearest = {path.rpartition("/")[0] for path in paths}
    while nearest:
        found |= nearest
        nearest = {path.rpartition("/")[0] for path in nearest} - found
    return frozenset(found - {""})
