"""Pickled values in one file, each read back when it is asked for.

Values that are written one by one name the same classes and fields again and again. What they have in common
is written once, before all of them, as the first values of a stream are (docs.python.org, pickle, "memo").
Nothing is called while they are read but the classes of our own values and what the reader of the file gives
out (docs.python.org, pickle, "Restricting Globals"), so that a file that somebody has tampered with runs
nothing.
"""

from __future__ import annotations

import copyreg
import gc
import io
import os
import pickle
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import FileIO
from typing import TypeAlias
from zlib import crc32

from agora.store import Lost

_PROTOCOL = 5
_WITH_COMMON = 3
"""The last protocol in which a stream names each place of the memo: later ones count, and would begin at 0
again."""
_PLAIN = frozenset(
    {
        ("array", "_array_reconstructor"),
        ("array", "array"),
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("decimal", "Decimal"),
        ("zoneinfo", "ZoneInfo"),
    }
)
"""What may be called besides our own classes: values of the standard library."""

Reduced: TypeAlias = Mapping[type, Callable[..., tuple[type, tuple[object, ...]]]]
"""How values of a type are written: what is called to have them back, and with what."""
Given: TypeAlias = Mapping[tuple[str, str], Callable[..., object]]
"""What is called where a class (its module and its name) stands for something else."""


def packed(value: object, reduced: Reduced) -> bytes:
    """A value by itself."""
    content = io.BytesIO()
    _pickler(content, reduced, _PROTOCOL).dump(value)
    return content.getvalue()


def unpacked(content: bytes, given: Given) -> object:
    """What `packed` was given. Raises UnpicklingError."""
    return _Unpickler(io.BytesIO(content), given).load()


class Rows:
    """Values one behind the other, to be written: each is known by its number. `common` is what they are
    expected to have in common; it is that of the rows that are `kept`, if some of these are to be copied."""

    def __init__(self, common: object, reduced: Reduced, kept: KeptRows | None = None) -> None:
        common = kept.in_common if kept else common
        self._reduced = reduced
        content = io.BytesIO()
        self._first = _pickler(content, reduced, _WITH_COMMON)
        self._first.dump(common)
        self.common = content.getvalue()
        # To copy, what rows have in common must be written as it was.
        self._kept = kept if kept and kept.common == self.common else None
        self._content = io.BytesIO()
        self.starts = array("Q", [0])
        self.sums = array("I")

    def add(self, value: object) -> int:
        """The number of a value that has much in common with others."""
        pickler = _pickler(self._content, self._reduced, _WITH_COMMON)
        pickler.memo = self._first.memo
        return self._add(pickler, value)

    def add_alone(self, value: object) -> int:
        """The number of a value that is large, or of another kind."""
        return self._add(_pickler(self._content, self._reduced, _PROTOCOL), value)

    def copied(self, number: int) -> int | None:
        """The number of a copy of a kept row; None where rows cannot be copied. Raises `Lost`."""
        if self._kept is None:
            return None
        content = self._kept.content(number)
        self._content.write(content)
        return self._ended(self._kept.sums[number])

    def _add(self, pickler: pickle.Pickler, value: object) -> int:
        start = self._content.tell()
        pickler.dump(value)
        with self._content.getbuffer() as content:
            total = crc32(content[start:])
        return self._ended(total)

    def _ended(self, total: int) -> int:
        """The number of the row that ends here."""
        self.sums.append(total)
        self.starts.append(self._content.tell())
        return len(self.sums) - 1

    @property
    def content(self) -> memoryview:
        return self._content.getbuffer()


class KeptRows:
    """The same in a file, behind the byte `start`. Raises UnpicklingError where what they have in common is
    damaged."""

    def __init__(
        self,
        file: FileIO,
        start: int,
        starts: array[int],
        sums: array[int],
        common: bytes,
        given: Given,
    ) -> None:
        self._file, self._start = file, start
        self._starts, self.sums = starts, sums
        self._given = given
        self.common = common
        self._first = _Unpickler(io.BytesIO(common), given)
        self.in_common: object = self._first.load()

    def content(self, number: int) -> bytes:
        """The value as it is written. Raises `Lost` where it is damaged."""
        start, end = self._starts[number], self._starts[number + 1]
        content = os.pread(self._file.fileno(), end - start, self._start + start)
        if crc32(content) != self.sums[number]:
            raise Lost("a snapshot is damaged")
        return content

    def __getitem__(self, number: int) -> object:
        """The value, made anew whenever it is asked for. Raises `Lost` where it is damaged."""
        content = self.content(number)
        unpickler = _Unpickler(io.BytesIO(content), self._given)
        if content[1] == _WITH_COMMON:  # behind the first byte, which is that of every stream
            unpickler.memo = self._first.memo
        try:
            return unpickler.load()
        except pickle.UnpicklingError as fault:
            raise Lost(f"a snapshot is damaged: {fault}") from None


def _pickler(content: io.BytesIO, reduced: Reduced, protocol: int) -> pickle.Pickler:
    pickler = pickle.Pickler(content, protocol)
    pickler.dispatch_table = {**copyreg.dispatch_table, **reduced}
    return pickler


@contextmanager
def without_collector() -> Iterator[None]:
    """So many objects at once would be looked at again and again, and none of them is garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Unpickler(pickle.Unpickler):
    def __init__(self, content: io.BytesIO, given: Given) -> None:
        super().__init__(content)
        self._given = given

    def find_class(self, module: str, name: str) -> object:
        if (module, name) in self._given:
            return self._given[module, name]
        ours = module.startswith("agora.") and "." not in name
        if ours or (module, name) in _PLAIN:
            found: object = super().find_class(module, name)
            if isinstance(found, type) or not ours:
                return found
        raise pickle.UnpicklingError(f"a snapshot holds no {module}.{name}")
