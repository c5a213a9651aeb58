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
from agora.markup.rendered import BodyLink, Outline, Rendered
from agora.markup.targets import Refused, href_of, read_target
from agora.markup.wording import attribute_html, escaped, has_entity

# So much is read in milliseconds, and makes far less HTML than a body may have: no other limit is met.
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
    """One body on its way; its methods raise NotPlain."""

    def __init__(self, body: Body, path: str) -> None:
        self._text = body.text
        offsets = [found.end() for found in re.finditer(r"\]\(", body.text)]
        self._marks = Marks(body, path, tuple(offsets), line_starts(body.text) if offsets else ())
        self._links: list[BodyLink] = []
        self._headings = Headings()
        self._ids: set[str] = set()

    def rendered(self) -> Rendered:
        html = self._blocks(self._text, 1).strip()
        if len(self._links) != len(self._marks.offsets) or clean(html) != html:
            raise NotPlain
        return Rendered(html, Outline(tuple(self._links), (), frozenset(self._ids)))

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
            if "&" in written:  # the converter would look for entities across the signs
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
        return inline_html(text, self._link_to)

    def _link_to(self, written: str) -> str:
        offset = self._marks.offsets[len(self._links)]
        target = read_target(written, collection="")
        if isinstance(target, Refused):
            raise NotPlain
        place = self._marks.place(offset)
        self._links.append(BodyLink(place, target.kind, target.target, target.anchor))
        return attribute_html("href", href_of(target))


def _start(kind: str, block: str) -> str:
    """The attribute of a list that does not count from 1."""
    number = block.partition(".")[0] if kind == "ol" else "1"
    return "" if number == "1" else attribute_html("start", number)
