"""What the Markdown stage makes of a body, and how later stages put addresses into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from html import escape
from typing import NamedTuple
from urllib.parse import quote, unquote

from markupsafe import Markup

from agora.problems import Place


class LinkKind(StrEnum):
    """Where a link of a body leads."""

    ENTRY = "entry"
    FILE = "file"
    ANCHOR = "anchor"
    OUTSIDE = "outside"
    ROOT = "root"


class BodyLink(NamedTuple):
    """A link of a body; `place` is the first character of its target.

    `target` is by kind: what stands in the place of an entry's id (`cities/valencia`; whether there is
    such an entry is for the link stage to say), the name of a file relative to the entry's folder,
    `""` for an anchor of the same page, a whole address, or a path from the root with its query
    (`/explore/?theme=energy`). `anchor` stands without its `#`.
    """

    place: Place
    kind: LinkKind
    target: str
    anchor: str = ""


class BodyImage(NamedTuple):
    """A picture of a body: `name` is relative to the entry's folder, `place` that of the name."""

    place: Place
    name: str
    alt: str


class Outline(NamedTuple):
    """What a body wants and offers: `links` and `images` in the order of the file, and as `anchors` the ids
    of its headings and footnotes."""

    links: tuple[BodyLink, ...] = ()
    images: tuple[BodyImage, ...] = ()
    anchors: frozenset[str] = frozenset()


class Rendered(NamedTuple):
    """A body as safe HTML, and its outline.

    Links to entries, owned files and addresses from the root, and all pictures, have placeholders in
    the place of their addresses (see `resolve`).
    """

    html: str = ""
    outline: Outline = Outline()


class BodyTarget(NamedTuple):
    """What a placeholder stands for; the fields are those of `BodyLink`."""

    kind: LinkKind
    target: str
    anchor: str


class Picture(NamedTuple):
    """The address of a picture and its size in pixels (0 where it is not known)."""

    src: str
    width: int = 0
    height: int = 0


# Content cannot write these schemes: `targets` refuses every scheme but four.
SCHEMES = {kind: f"agora-{kind}" for kind in (LinkKind.ENTRY, LinkKind.FILE, LinkKind.ROOT)}

# Attribute values and text hold no raw < or >, so a tag and what it encloses can be found by pattern.
_LINK = re.compile(
    r'<a href="agora-(entry|file|root):([^"#]*)(?:#([^"]*))?"([^>]*)>(.*?)</a>', re.DOTALL
)
_IMAGE = re.compile(r'<img src="agora-file:([^"]*)" alt="([^"]*)"([^>]*)>')


def placeholder(kind: LinkKind, target: str, anchor: str = "") -> str:
    """The address that stands for a target until `resolve`; plain ASCII without quotes."""
    tail = f"#{quote(anchor, safe='')}" if anchor else ""
    return f"{SCHEMES[kind]}:{quote(target, safe='/')}{tail}"


def resolve(
    html: str,
    href_of: Callable[[BodyTarget], str | None],
    image_of: Callable[[str], Picture | None],
) -> Markup:
    """The HTML of a `Rendered` with addresses in the place of its placeholders.

    `href_of` gives the address of a target with its anchor, as it is before it is escaped for HTML;
    None turns the link into its text. `image_of` gives the picture of a file's name; None leaves the
    picture's alternative text. Both are asked in the order of the page.
    """

    def image(found: re.Match[str]) -> str:
        name, alt, rest = found.groups()
        picture = image_of(unquote(name))
        if picture is None:
            return alt
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        return f'<img src="{escape(picture.src)}" alt="{alt}"{size}{rest}>'

    def link(found: re.Match[str]) -> str:
        kind, target, anchor, rest, text = found.groups()
        href = href_of(BodyTarget(LinkKind(kind), unquote(target), unquote(anchor or "")))
        return text if href is None else f'<a href="{escape(href)}"{rest}>{text}</a>'

    return Markup(_LINK.sub(link, _IMAGE.sub(image, html)))
