"""Plain bodies, written as HTML in one pass.

Most bodies hold paragraphs, headings, lists and quotations, and nothing that is hard to read; all the same
Python-Markdown looks at each of their blocks a dozen times. What is read here is a part of what it reads,
chosen so that the two are seen to agree, and a test compares them. Every other body is left to it.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import groupby

from agora.documents import Body
from agora.markup.clean import clean
from agora.markup.headings import Outline as Headings
from agora.markup.marks import Marks, line_starts
from agora.markup.plain_blocks import blocks_of, items_of, kind_of, unquoted
from agora.markup.plain_inline import NotPlain, inline_html
from agora.markup.rendered import BodyImage, BodyLink, Outline, Rendered
from agora.markup.targets import Refused, href_of, image_html, read_target
from agora.markup.wording import attribute_html, escaped, has_entity

# So much is read in a fraction of a second, as the time grows with the length and no faster, and makes far
# less HTML than a body may have: no other limit is met.
_LIMIT = 131_072
_DEPTH_LIMIT = 4
"""How many lists and quotations may stand in each other."""

_FOREIGN = frozenset("<\\|~")
"""What needs Python-Markdown wherever it stands."""

_HEADING = re.compile(r"(#{1,6})([^#]++)#*+")
_TAG = re.compile("<[^>]*>")


def rendered_plainly(body: Body, path: str) -> Rendered | None:
    """What `convert` makes of a plain body without a mistake; None for every other body."""
    text = body.text
    if len(text) > _LIMIT or any(sign in text for sign in _FOREIGN):
        return None
    # No control characters, and no white space but these two.
    if not text.replace("\n", " ").isprintable() or has_entity(text):
        return None
    page = _Page(body, path)
    try:
        return page.rendered()
    except NotPlain:
        return None


class _Page:
    """One body on its way to HTML, and the addresses in it; all methods raise NotPlain."""

    def __init__(self, body: Body, path: str) -> None:
        self._text = body.text
        # Each must turn out to be the beginning of a target, so that their order tells their places.
        offsets = [found.end() for found in re.finditer(r"\]\(", body.text)]
        marks = Marks(body, path, tuple(offsets), line_starts(body.text) if offsets else ())
        self._places = map(marks.place, offsets)
        self._links: list[BodyLink] = []
        self._images: list[BodyImage] = []
        self._headings = Headings()
        self._ids: set[str] = set()

    def rendered(self) -> Rendered:
        html = self._blocks(self._text, 1).strip()
        if any(self._places) or clean(html) != html:
            raise NotPlain
        ids = frozenset(self._ids)
        return Rendered(html, Outline(tuple(self._links), tuple(self._images), ids))

    def link(self, target: str) -> str:
        found = read_target(target, collection="")
        if isinstance(found, Refused):
            raise NotPlain
        place = next(self._places)
        self._links.append(BodyLink(place, found.kind, found.target, found.anchor))
        return attribute_html("href", href_of(found))

    def image(self, target: str, alt: str) -> str:
        found = read_target(target, collection="", is_image=True)
        if isinstance(found, Refused):
            raise NotPlain
        self._images.append(BodyImage(next(self._places), found.target, alt))
        return image_html(found, alt)

    def _blocks(self, text: str, depth: int) -> str:
        if depth > _DEPTH_LIMIT:
            raise NotPlain
        html: list[str] = []
        for kind, blocks in groupby(blocks_of(text), key=kind_of):
            if kind == "p":
                html += [f"<p>{self._inline(block)}</p>\n" for block in blocks]
            elif kind == "h":
                html += map(self._heading, blocks)
            elif kind == "blockquote":
                inner = "\n\n".join(map(unquoted, blocks))
                html.append(f"<blockquote>{self._blocks(inner, depth + 1)}</blockquote>\n")
            else:
                html.append(self._list(kind, list(blocks), depth))
        return "".join(html)

    def _heading(self, line: str) -> str:
        found = _HEADING.fullmatch(line)
        written = found[2].strip() if found else ""
        if not found or not written:
            raise NotPlain
        html = self._inline(written)
        words = written
        if html != escaped(written):
            # The converter would look for entities across the signs, and for words in a picture.
            if "&" in written or "![" in written:
                raise NotPlain
            words = unescape(_TAG.sub("", html))
        level, heading_id = self._headings.level(len(found[1])), self._headings.id(words)
        self._ids.add(heading_id)
        return f'<h{level} id="{heading_id}">{html}</h{level}>\n'

    def _list(self, kind: str, blocks: list[str], depth: int) -> str:
        if depth > _DEPTH_LIMIT:
            raise NotPlain
        html: list[str] = []
        for item in items_of(kind, blocks):
            text = self._inline(item.text)
            html.append(f"<li><p>{text}</p>\n" if item.stands_apart else f"<li>{text}")
            if item.inner:
                html.append(self._list(kind_of(item.inner), [item.inner], depth + 1))
            html.append("</li>\n")
        return f"<{kind}{_start(kind, blocks[0])}>{''.join(html)}</{kind}>\n"

    def _inline(self, text: str) -> str:
        return inline_html(text, self)


def _start(kind: str, block: str) -> str:
    """The attribute of a list that does not count from 1."""
    number = block.partition(".")[0] if kind == "ol" else "1"
    return "" if number == "1" else attribute_html("start", number)
