"""The YAML that nearly everybody writes, read line by line: in half of the time that all of YAML takes.

Each line is a key, with its value behind it or below it, or an item of a list. A value is a text on one
line, or a collection in brackets on one line. Of such a text `fields_of` makes what
`agora.reader.yaml_events` makes of it, node by node. Whatever else stands in a text (a comment, a block of
text, an escape, an anchor, a mistake), the text is left to that module as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import intern
from typing import NamedTuple

from agora.documents import Mapping, Node, Scalar, Sequence

_MAX_DEPTH = 6
"""Of lines below each other, and of brackets in each other: all of YAML may be deeper than both together."""
_KEY = r"(?!(?i:true|false|yes|no|on|off|null):)_*+[A-Za-z][A-Za-z0-9_-]{0,99}+"
_START = r"(?:[\w/(]|-(?=\w))"
_PLAIN = rf"{_START}(?:[^\s:#]++|:(?=\S)|(?<=\S)\#|[ ]++(?=[^\s:#]))*+"
_PLAIN_IN_BRACKETS = (
    rf"{_START}(?:[^\s:#,?\[\]{{}}]++|:(?=[^\s,?\[\]{{}}])|(?<=\S)\#|[ ]++(?=[^\s:#,?\[\]{{}}]))*+"
)
_QUOTED = r"""'[^']*+'|"[^"]*+\""""
_LINE = re.compile(
    rf"([ ]*+)(-[ ](?=\S))?(?:({_KEY}):(?:[ ]++|$))?(?:({_PLAIN})|({_QUOTED})|([\[{{].*+))?[ ]*+"
)
_PART = re.compile(
    rf"[ ]*+(?:({_KEY}):[ ]++)?(?:(?:({_PLAIN_IN_BRACKETS})|({_QUOTED}))[ ]*+([,\]}}])|([\[{{]))"
)
_MARK = re.compile(r"[ ]*+([,\]}])")


class _Other(Exception):
    """This is not written in that way."""


class _Row(NamedTuple):
    """A line, or what stands on it behind a dash, or the dash itself, which has neither key nor value.

    `indent` are the characters in front of it.
    """

    line: int
    indent: int
    key: str
    value: Node | None
    is_dash: bool = False


_END = _Row(0, -1, "", None)
"""Stands behind the last row, and is part of nothing."""


def fields_of(text: str, first_line: int = 1) -> Mapping | None:
    """The fields in a text whose first line is the file's line `first_line`; None where it is not plain."""
    if "\\" in text or not text.replace("\n", "").isprintable():
        return None
    try:
        rows: list[_Row] = []
        for line, written in enumerate(text.split("\n"), first_line):
            if written and not written.isspace():
                _add(rows, written, line)
        return _Rows(rows).fields() if rows else Mapping((), first_line, 1)
    except _Other:
        return None


def _add(rows: list[_Row], written: str, line: int) -> None:
    found = _LINE.fullmatch(written)
    if found is None:
        raise _Other
    blanks, dash, key, plain, quoted, brackets = found.groups()
    value: Node | None = None
    if plain:
        value = Scalar(_one(plain), line, found.start(4) + 1, True)
    elif quoted:
        value = Scalar(quoted[1:-1], line, found.start(5) + 1, False)
    elif brackets:
        value = _Brackets(written, line, found.start(6)).whole()
    indent = len(blanks)
    if dash:
        rows.append(_Row(line, indent, "", None, True))
        indent += 2
    elif not key:
        raise _Other
    rows.append(_Row(line, indent, intern(key) if key else "", value))


def _one(text: str) -> str:
    """Slugs, dates, units and the like stand in thousands of files: equal ones are one object."""
    return text if " " in text else intern(text)


class _Brackets:
    """A collection in brackets on one line, from the bracket at the offset `at` to the end of the line."""

    def __init__(self, written: str, line: int, at: int) -> None:
        self._written = written
        self._line = line
        self._at = at

    def whole(self) -> Node:
        node = self._collection(0)
        if self._written[self._at :].strip(" "):
            raise _Other
        return node

    def _collection(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise _Other
        self._at += 1
        column = self._at
        if self._written[column - 1] == "[":
            items = tuple(value for _, value in self._parts("]", depth))
            return Sequence(items, self._line, column)
        pairs: dict[str, tuple[Scalar, Node]] = {}
        for key, value in self._parts("}", depth):
            if key is None or key.text in pairs:
                raise _Other
            pairs[key.text] = key, value
        return Mapping(tuple(pairs.values()), self._line, column)

    def _parts(self, closing: str, depth: int) -> Iterator[tuple[Scalar | None, Node]]:
        """The parts up to the bracket that closes the collection: each value, in a list without a key."""
        if self._written.startswith(closing, self._at):
            self._at += 1
            return
        mark = ","
        while mark == ",":
            found = _PART.match(self._written, self._at)
            if found is None or (found[1] and closing == "]"):
                raise _Other
            name, plain, quoted, mark, bracket = found.groups()
            key = Scalar(intern(name), self._line, found.start(1) + 1, True) if name else None
            self._at = found.end()
            if bracket:
                self._at -= 1
                yield key, self._collection(depth + 1)
                mark = self._mark()
            elif plain:
                yield key, Scalar(_one(plain), self._line, found.start(2) + 1, True)
            else:
                yield key, Scalar(quoted[1:-1], self._line, found.start(3) + 1, False)
        if mark != closing:
            raise _Other

    def _mark(self) -> str:
        """The comma or the bracket behind a collection."""
        found = _MARK.match(self._written, self._at)
        if found is None:
            raise _Other
        self._at = found.end()
        return found[1]


class _Rows:
    """Rows that are read from the first to the last."""

    def __init__(self, rows: list[_Row]) -> None:
        self._rows = [*rows, _END]
        self._at = 0

    def fields(self) -> Mapping:
        if self._rows[0].is_dash or self._rows[0].indent:
            raise _Other
        fields = self._mapping(0, 0)
        if self._rows[self._at] is not _END:
            raise _Other
        return fields

    def _mapping(self, indent: int, depth: int) -> Mapping:
        """The pairs of this indent, up to the first row that stands further left."""
        if depth > _MAX_DEPTH:
            raise _Other
        row = self._rows[self._at]
        first = row.line
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while row.indent == indent and row.key:
            if row.key in pairs:
                raise _Other
            self._at += 1
            value = self._below(row, depth + 1) if row.value is None else row.value
            pairs[row.key] = Scalar(row.key, row.line, indent + 1, True), value
            row = self._rows[self._at]
        if row.indent > indent:
            raise _Other
        return Mapping(tuple(pairs.values()), first, indent + 1)

    def _below(self, key: _Row, depth: int) -> Node:
        """The value of a key with nothing behind it."""
        row = self._rows[self._at]
        if row.is_dash and row.indent >= key.indent:
            return self._sequence(row.indent, depth)
        if row.indent > key.indent:
            return self._mapping(row.indent, depth)
        return Scalar("", key.line, key.indent + len(key.key) + 2, True)

    def _sequence(self, indent: int, depth: int) -> Sequence:
        row = self._rows[self._at]
        first = row.line
        items: list[Node] = []
        while row.indent == indent and row.is_dash:
            self._at += 1
            item = self._rows[self._at]
            if item.value is None or item.key:
                items.append(self._mapping(item.indent, depth + 1))
            else:
                self._at += 1
                items.append(item.value)
            row = self._rows[self._at]
        if row.indent > indent:
            raise _Other
        return Sequence(tuple(items), first, indent + 1)
