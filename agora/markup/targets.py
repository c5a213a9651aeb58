"""What a link's target means, and why it is refused where it is."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from agora.markup.rendered import LinkKind, placeholder
from agora.markup.wording import attribute_html
from agora.model import TYPES

OUTSIDE_SCHEMES = frozenset({"https", "http", "mailto", "tel"})

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
# Browsers drop these from an address before they look for its scheme; the rest cannot be seen.
_UNSEEN = re.compile("[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
_HOST = re.compile(
    r"https?://(?:[^\s/?#\\<>^|%@]+@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#\\<>^|%@:\[\]]+)(?=[:/?#]|$)",
    re.IGNORECASE,
)
# The usual case of the above, which is far quicker to see.
_PLAIN_HOST = re.compile(r"https?://[a-z0-9][a-z0-9.\-]*(?=[/?#]|\Z)")
_ADDRESS_OF_ENTRY = re.compile(
    rf"/(?:[a-z]{{2,3}}(?:-[A-Za-z]+)?/)?({'|'.join(TYPES)})/([^/]+?)/?(?:index\.html)?"
)
_PAGE_ENDING = re.compile(r"(?:\.[a-z]{2})?\.(?:md|markdown|ya?ml|html?)$", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"""[\x00-\x20"<>\\^`{|}\x7f-\xa0]|%(?![0-9A-Fa-f]{2})""")


class Target(Struct, frozen=True):
    """A target that may stand; the fields are those of `BodyLink`."""

    kind: LinkKind
    target: str
    anchor: str = ""


class Refused(Struct, frozen=True):
    """A target that may not stand, as the parts of a problem."""

    code: str
    message: str
    hint: str


def read_target(written: str, *, collection: str, is_image: bool = False) -> Target | Refused:
    """What `written` leads to, read as a browser would read it.

    `written` is the target with its entities decoded. `collection` is that of the document, for the
    hint on a path such as `../heerlen.md`. Whether an entry or a file exists is not asked here.
    """
    target = written.strip()
    squeezed = _UNSEEN.sub("", target)
    scheme = _SCHEME.match(squeezed) or _SCHEME.match(unquote(squeezed))
    if scheme is not None:
        return _outside(target, scheme[1].lower(), is_image)
    if not squeezed:
        what = "picture has no file" if is_image else "link has no target"
        return Refused("link-form", f"the {what}", _hint(is_image))
    if target.startswith("//"):
        if is_image:
            return _remote(target)
        return _form(target, "is an address without its scheme", f"write https:{target}")
    if "\\" in target or _UNSEEN.search(target.replace(" ", "")):
        return _form(target, "holds signs that no address has", _hint(is_image))
    return _inside(target, collection, is_image)


def href_of(target: Target) -> str:
    """The address of a link or a picture, as it stands in a page until `resolve`."""
    if target.kind is LinkKind.ANCHOR:
        return encoded(f"#{target.anchor}")
    if target.kind is LinkKind.OUTSIDE:
        return encoded(target.target)
    return placeholder(target.kind, target.target, target.anchor)


def image_html(file: Target, alt: str, title: str = "") -> str:
    """The element of a picture."""
    attributes = attribute_html("src", href_of(file)) + attribute_html("alt", alt)
    if title:
        attributes += attribute_html("title", title)
    return f'<img{attributes} loading="lazy">'


def encoded(address: str) -> str:
    """The address with the characters percent-encoded that may not stand in one."""
    return _NOT_IN_ADDRESS.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address
    )


def _outside(target: str, scheme: str, is_image: bool) -> Target | Refused:
    if scheme not in OUTSIDE_SCHEMES:
        message = f'the scheme "{scheme}:" is not allowed'
        return Refused("link-scheme", message, "allowed are https:, http:, mailto: and tel:")
    if is_image:
        return _remote(target)
    if not _SCHEME.match(target) or _UNSEEN.search(target.replace(" ", "")):
        return _form(target, "holds signs that no address has", "write the address again by hand")
    if scheme in ("https", "http") and not _has_host(target):
        return _form(target, "names no host", f"write {scheme}://, then the host and the path")
    if scheme in ("mailto", "tel") and not target.partition(":")[2].strip(" /"):
        return _form(target, "is not complete", "write what stands behind the colon")
    return Target(LinkKind.OUTSIDE, target)


def _has_host(target: str) -> bool:
    if _PLAIN_HOST.match(target):
        return True
    try:
        parts = urlsplit(target)
        return bool(_HOST.match(target) and parts.hostname) and parts.port != 0
    except ValueError:  # brackets that hold no address, a port that is no number
        return False


def _remote(target: str) -> Refused:
    message = f'the picture "{_short(target)}" is on another website'
    hint = "put a copy into the folder of the entry, if its licence allows it, and write its name"
    return Refused("image-remote", message, hint)


def _inside(target: str, collection: str, is_image: bool) -> Target | Refused:
    rest, _, anchor = target.partition("#")
    anchor = unquote(anchor)
    if not rest and anchor and not is_image:
        return Target(LinkKind.ANCHOR, "", anchor)
    path, query_mark, query = rest.partition("?")
    name = unquote(path)
    segments = name.strip("/").split("/")
    climbs = not {".", "..", ""}.isdisjoint(segments) and path != "/"

    def refused(fault: str) -> Refused:
        return _form(target, fault, _id_hint(segments, collection, is_image))

    if path.startswith("/"):
        if is_image:
            return refused("is not a name in the entry's folder")
        entry = _ADDRESS_OF_ENTRY.fullmatch(path)
        if entry is not None:
            return _form(target, "is an address, not an id", f"write {entry[1]}/{entry[2]}")
        if climbs:
            return _form(target, "is not a plain address", _hint(is_image))
        return Target(LinkKind.ROOT, f"{path}{query_mark}{query}", anchor)
    if query_mark or climbs or name.startswith("/"):
        return refused("is a path")
    if is_image:
        return Target(LinkKind.FILE, name)
    if path.endswith("/") or _PAGE_ENDING.search(path):
        return refused("is a path, not an id")
    if name.startswith("www."):
        return _form(target, "is an address without its scheme", f"write https://{target}")
    if "@" in name:
        return _form(target, "is an address without its scheme", f"write mailto:{target}")
    if "." in segments[-1]:
        return Target(LinkKind.FILE, name, anchor)
    if len(segments) > 2 or " " in name:
        return refused("is not the id of an entry")
    return Target(LinkKind.ENTRY, name, anchor)


def _form(target: str, fault: str, hint: str) -> Refused:
    return Refused("link-form", f'"{_short(target)}" {fault}', hint)


def _hint(is_image: bool) -> str:
    if is_image:
        return "write the name of a picture in the entry's folder, such as plan.png"
    return "write the id of an entry, such as cities/valencia, or the whole address with https://"


def _id_hint(segments: list[str], collection: str, is_image: bool) -> str:
    """The id that a path was probably meant to be; a path without a collection stays in its own."""
    steps = [step for step in segments if step not in (".", "..", "", "content")]
    if is_image or not steps:
        return _hint(is_image)
    slug = _PAGE_ENDING.sub("", steps[-1])
    if slug in ("index", "") and len(steps) > 1:
        steps.pop()
        slug = steps[-1]
    owner = steps[-2] if len(steps) > 1 and steps[-2] in TYPES else collection
    return f"write {owner}/{slug}" if re.fullmatch(r"[\w-]+", slug) else _hint(is_image)


def _short(text: str) -> str:
    """On one line, of a length that a message can hold."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
