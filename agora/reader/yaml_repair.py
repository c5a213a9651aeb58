"""Going on behind a mistake of syntax: the text with the mistake taken out, as long as before."""

from __future__ import annotations

import re

from msgspec import Struct

from agora.characters import ODD_SPACES

Position = tuple[int, int]
"""Line and column, from 1."""

_FIELD = re.compile(r"[\w-]+:(?:\s|$)")
_FIELD_START = re.compile(r"[^\s#\-\]}\"',]|[\"'][\w-]+[\"']\s*:")
_NAME = re.compile(r"\s*(?:- +)*[\"']?([\w-]+)")


class Mistake(Struct, frozen=True):
    """A mistake at a line and column of a text (from 1) behind which nothing can be read.

    With `is_blank` it is a blank that looks like a space, and a space in its place mends the text.
    """

    line: int
    column: int
    code: str
    message: str
    hint: str
    is_blank: bool = False


def looks_like_field(row: str) -> bool:
    """Whether a line starts a field at the margin."""
    return _FIELD.match(row) is not None


def without_mistake(text: str, mistake: Mistake) -> tuple[str, frozenset[str]]:
    """The text with every other character in its place, and the names of fields that it lost.

    An odd blank becomes a space. Any other mistake takes the top-level field that holds it along.
    """
    lines = text.split("\n")
    if mistake.is_blank:
        row, column = lines[mistake.line - 1], mistake.column - 1
        blank = ODD_SPACES.match(row, column)
        end = blank.end() if blank else column
        lines[mistake.line - 1] = row[:column] + " " * (end - column) + row[end:]
        return "\n".join(lines), frozenset()
    first, last = _field_lines(lines, mistake.line)
    # Lines inside the field may have been meant as fields of their own.
    names = (_NAME.match(row) for row in lines[first - 1 : last])
    lost = frozenset(name.group(1) for name in names if name)
    lines[first - 1 : last] = [""] * (last - first + 1)
    return "\n".join(lines), lost


def _field_lines(lines: list[str], line: int) -> tuple[int, int]:
    """The first and the last line of the top-level field that holds the line, from 1."""
    first = line
    while first > 1 and not _FIELD_START.match(lines[first - 1]):
        first -= 1
    last = line
    while last < len(lines) and not _FIELD_START.match(lines[last]):
        last += 1
    return first, last
