"""The blocks of a plain text, and what each of them is.

As Python-Markdown reads them, as far as that is simple: every block is one thing as a whole, or it is not
plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agora.markup.plain_inline import NotPlain

_HEADINGS = re.compile(r"(?:#[^\n]*+\n?)++")
_KIND = re.compile(
    r"""
    (?P<other>[ ]|[-_*][-_*\ ]*+(?:\n|\Z))
    | (?P<h>\#) | (?P<blockquote>>) | (?P<ul>[*+-][ ]) | (?P<ol>\d+\.[ ])
    """,
    re.VERBOSE,
)
# Behind a line of a block: a hard line break, a blank line, what begins another block, and what makes a
# heading of the line above.
_BREAK = re.compile(
    r"\n(?:(?<=[ ]{2}\n)|[ ]*+(?:\n|\Z)|\#|[ ]{0,3}>|[ ]{0,3}[-_*][-_*\ ]*+(?:\n|\Z)|[-=]+[ ]*+(?:\n|\Z))",
    re.VERBOSE,
)
_ITEM = {"ul": re.compile(r" {0,3}[*+-] +(.*)"), "ol": re.compile(r" {0,3}\d+\. +(.*)")}
_INNER_ITEM = re.compile(r" {4,7}(?:\d+\.|[*+-]) ")
_INDENT = "    "


class Item(NamedTuple):
    """One item of a list; `inner` is the list that stands in it, or "". What stands apart has a blank line
    before or behind it, and its text is a paragraph."""

    text: str
    inner: str
    stands_apart: bool


def blocks_of(text: str) -> Iterator[str]:
    """What stands between blank lines, and each heading alone."""
    for block in text.split("\n\n"):
        rest = block.strip("\n")
        headings = _HEADINGS.match(rest)
        if headings:
            yield from headings[0].strip("\n").split("\n")
            rest = rest[headings.end() :]
        if rest:
            yield rest


def kind_of(block: str) -> str:
    """The name of its element, without the level of a heading. Raises NotPlain."""
    found = _KIND.match(block)
    kind = "p" if found is None else found.lastgroup or ""
    if kind == "other" or (kind != "blockquote" and _BREAK.search(block)):
        raise NotPlain
    return kind


def unquoted(block: str) -> str:
    """The text of a quotation, every line of which begins with its sign. Raises NotPlain."""
    lines = block.split("\n")
    if not all(line.startswith(">") for line in lines):
        raise NotPlain
    inner = [line[1:].removeprefix(" ") for line in lines]
    if not inner[-1].strip():  # the converter would keep the line break before it
        raise NotPlain
    return "\n".join("" if line.isspace() else line for line in inner)


def items_of(kind: str, blocks: Sequence[str]) -> Iterator[Item]:
    """The items of a list, whose blocks have blank lines between them. Raises NotPlain."""
    for number, block in enumerate(blocks):
        items = _lines_of_items(_ITEM[kind], block)
        for place, (text, inner) in enumerate(items):
            follows = place == 0 and number > 0
            is_followed = place == len(items) - 1 and number < len(blocks) - 1
            yield _item("\n".join(text), "\n".join(inner), follows or is_followed)


def _lines_of_items(pattern: re.Pattern[str], block: str) -> list[tuple[list[str], list[str]]]:
    items: list[tuple[list[str], list[str]]] = []
    for line in block.split("\n"):
        found = pattern.match(line)
        if found:
            items.append(([found[1]], []))
            continue
        text, inner = items[-1]
        if inner or _INNER_ITEM.match(line):
            inner.append(line.removeprefix(_INDENT))
        else:
            text.append(line)
    return items


def _item(text: str, inner: str, stands_apart: bool) -> Item:
    if not text or text.startswith("\n") or kind_of(text) != "p":
        raise NotPlain
    if inner and kind_of(inner) not in _ITEM:
        raise NotPlain
    return Item(text, inner, stands_apart)
