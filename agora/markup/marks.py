"""Positions that travel through the converter.

Python-Markdown keeps no positions, and a scan of the source beside it would have to repeat its grammar.
So a mark is put where a link's target or a tag may begin, at places where it cannot change how the text
is read, and taken out of whatever comes back. The marks that arrive in an address or at a tag say where
in the file it was written; those in code or plain text just vanish.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from msgspec import Struct

from agora.documents import Body
from agora.problems import Place

MARK = re.compile("\x0e([0-9]+)\x0f")

# Behind "<", behind "](" and behind the colon of a reference definition. A line break is only crossed
# where the next character cannot begin a block: a mark would hide it. Labels of footnotes stay whole,
# they are keys. Each alternative begins with its own sign, so that the search is quick to pass all others.
_CANDIDATE = re.compile(
    r"""
      \[\^[^\[\]\r\n]*\]
    | <(?=[^\s<])()
    | \]\([ \t]*        (?:(?:\r\n?|\n)[ \t]*(?=[A-Za-z/.]))? (?=[^\s<])()
    | \[[^\[\]]*\]:[ \t]*(?:(?:\r\n?|\n)[ \t]*(?=[A-Za-z/.]))? (?=[^\s<])()
    """,
    re.VERBOSE,
)

# Control characters are refused by the reader; here they only must not pass for marks.
_INVISIBLE = dict.fromkeys(
    (*(code for code in range(0x20) if chr(code) not in "\t\n\r"), *range(0xD800, 0xE000)), "\ufffd"
)
_HAS_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Marks(Struct, frozen=True):
    """Which character of a body each mark stands for."""

    body: Body
    path: str
    offsets: tuple[int, ...]
    line_starts: tuple[int, ...]

    @property
    def start(self) -> Place:
        """The first character of the body, where nothing better is known."""
        return Place(self.path, self.body.line, self.body.column)

    def offset_of(self, text: str) -> int | None:
        """Where the first mark in `text` stands in the body."""
        found = MARK.search(text)
        return None if found is None else self.offsets[int(found[1])]

    def place(self, offset: int) -> Place:
        """As `Body.place`, without counting from the start each time."""
        row = bisect_right(self.line_starts, offset) - 1
        column = self.body.column + offset - self.line_starts[row]
        return Place(self.path, self.body.line + row, column)


def mark(body: Body, path: str) -> tuple[str, Marks]:
    """The text of a body with marks, with `\\n` and without tabs, and what the marks stand for."""
    text = body.text
    if _HAS_INVISIBLE.search(text):
        text = text.translate(_INVISIBLE)
    # Tabs and line ends change where a character stands, but neither whether it is marked nor the order.
    offsets = tuple(m.end() for m in _CANDIDATE.finditer(text) if m.lastindex)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        text = text.expandtabs(4)
    numbers = iter(range(len(offsets)))

    def numbered(found: re.Match[str]) -> str:
        return f"{found[0]}\x0e{next(numbers)}\x0f" if found.lastindex else found[0]

    return _CANDIDATE.sub(numbered, text), Marks(body, path, offsets, line_starts(body.text))


def line_starts(text: str) -> tuple[int, ...]:
    """Where each line begins."""
    return (0, *(m.end() for m in re.finditer("\n", text)))


def unmarked(text: str) -> str:
    return MARK.sub("", text) if "\x0e" in text else text
