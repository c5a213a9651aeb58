"""What earlier builds made, by the digest of all that it was made from.

Under the cache lie a heap with the values and, in SQLite, an index of where they stand. A key names its value
completely: the same key is the same value for ever, so nothing in here can be stale, and a store from any
earlier commit, from another branch or from another version of the program is merely less full. Deleting it
costs time and nothing else; one that was cut short or damaged is noticed and begun anew.

A value has a head, which is read often, and a body, which is packed and read when it is needed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from agora import index, packing
from agora.heap import Heap, Span
from agora.index import Row

_TRIES = 2
_AT_ONCE = 500
_TOGETHER = 5000
"""Values that are entered at once: to enter few writes nearly every page of the index, as to enter many."""
_MOST_UNUSED = 2
"""How many values may lie here for each one that the last build used, before the others are dropped."""


class Lost(Exception):
    """The store has no longer what somebody relies on: it has to be made."""


class Value(NamedTuple):
    """What was made: a short head that is always at hand, and a body, packed."""

    head: bytes
    packed: bytes = b""


def store_in(cache: Path) -> Store:
    """The store under the folder of the cache; its file need not be there yet."""
    return Store(cache / "made.sqlite")


def key_of(*parts: str | bytes) -> bytes:
    """The name of what is made from these parts, in their order; a text is its UTF-8."""
    total = sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        total.update(b"%d:" % len(content))
        total.update(content)
    return total.digest()


class Laid(NamedTuple):
    """Values that lie in the heap of that name, and in no index yet."""

    heap: str = ""
    rows: tuple[Row, ...] = ()


class Store:
    """The values under the index `path`; one process enters them, any number lay and read them.

    A connection belongs to the process that opened it: a forked one opens its own, and leaves the one that
    it inherited alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._owner = os.getpid()
        self._used: set[bytes] = set()
        self._open: dict[int, tuple[sqlite3.Connection, Heap]] = {}
        self._laying: dict[int, str] = {}  # the name of the heap that a process lays values into
        self._entered: dict[bytes, Row] = {}  # what this build will ask for again
        self._last: tuple[bytes, bytes] | None = None

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        """A store stays on its machine: where it is sent to, there is none."""
        return _none, ()

    def heads(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The heads of those keys that are known."""
        found: dict[bytes, bytes] = {}
        for key, row in self._rows(keys).items():
            head = self._read(key, row.head)
            if head is not None:
                found[key] = head
        return found

    def body(self, key: bytes) -> bytes | None:
        """The body of a key; None where it is not known."""
        if self._last and self._last[0] == key:  # it may hold files that are asked for one by one
            return self._last[1]
        row = self._rows((key,)).get(key)
        packed = self._read(key, row.body) if row else None
        with suppress(*packing.FAULTS):
            if packed is not None:
                self._last = key, packing.unpack(packed)
                return self._last[1]
        return None

    def value(self, key: bytes) -> Value | None:
        """The head and the body of a key, as it is packed; None where it is not known."""
        row = self._rows((key,)).get(key)
        return self._value(row) if row else None

    def keep(self, values: Mapping[bytes, Value | None]) -> bool:
        """Keep the new values; None stands for one that is used and was known. False where there is no room
        or no permission: they are made again next time."""
        self.use(values)
        laid = self.lay({key: value for key, value in values.items() if value is not None})
        return laid is not None and self.enter(laid)

    def use(self, keys: Iterable[bytes]) -> None:
        """Note that a build uses the values of these keys."""
        self._used.update(keys)

    def lay(self, values: Mapping[bytes, Value]) -> Laid | None:
        """Put values into the heap; any process may. They are known once somebody enters them. None where
        there is no room or no permission."""
        try:
            return self._laid(values) if values else Laid()
        except index.FAULTS as fault:
            self._mend(fault)
        return None

    def enter(self, laid: Laid) -> bool:
        """Let values be known that lie in the heap. False as for `keep`, and where the store has been begun
        anew since they were laid."""
        rows = laid.rows

        def enter(connection: sqlite3.Connection) -> bool:
            if index.heap_named_in(connection) != laid.heap:
                self._laying.clear()
                return False
            index.enter(connection, rows)
            return True

        is_entered = not rows or self._write(enter)
        if is_entered:
            self._entered.update((row.key, row) for row in rows)
        return is_entered

    def drop_unused(self) -> None:
        """Forget what this build has not used, where that is much more than what it has: the rest goes to a
        new heap."""

        def drop(connection: sqlite3.Connection) -> bool:
            if index.count(connection) <= (1 + _MOST_UNUSED) * len(self._used):
                return False
            found = list(self._rows(sorted(self._used)).values())
            index.begin_anew(connection)
            heap = Heap(self._heap_of(connection))
            for at in range(0, len(found), _AT_ONCE):
                values = {row.key: self._value(row) for row in found[at : at + _AT_ONCE]}
                whole = {key: value for key, value in values.items() if value is not None}
                index.enter(connection, _lay(heap, whole))
            return True

        if self._path.is_file() and self._write(drop):
            self._open.clear()
            self._laying.clear()
            self._entered.clear()
            with suppress(*index.FAULTS), closing(index.opened_to_write(self._path)) as connection:
                self._delete_heaps(but=self._heap_of(connection))

    def forget(self) -> None:
        """Begin anew, with nothing known."""
        self._open.clear()
        self._laying.clear()
        self._entered.clear()
        self._last = None
        for ending in ("", "-journal"):
            with suppress(OSError):
                Path(f"{self._path}{ending}").unlink(missing_ok=True)
        self._delete_heaps()

    def _mend(self, fault: Exception) -> None:
        """Begin anew where the fault is damage. Only who made the store may: others share it."""
        if index.is_damage(fault) and os.getpid() == self._owner:
            self.forget()

    def _rows(self, keys: Iterable[bytes]) -> dict[bytes, Row]:
        """Where the values of those keys stand that are known, in the order of the keys."""
        asked = tuple(keys)
        found = {key: self._entered[key] for key in asked if key in self._entered}
        try:
            if len(found) < len(asked) and (opened := self._opened()):
                unknown = [key for key in asked if key not in found]
                found.update((row.key, row) for row in index.find(opened[0], unknown))
        except index.FAULTS as fault:
            self._mend(fault)
        return {key: found[key] for key in asked if key in found}

    def _value(self, row: Row) -> Value | None:
        """What stands there; None where that is not it."""
        head, packed = self._read(row.key, row.head), self._read(row.key, row.body)
        return None if head is None or packed is None else Value(head, packed)

    def _read(self, key: bytes, span: Span) -> bytes | None:
        """What stands in the heap under that key."""
        with suppress(*index.FAULTS):
            opened = self._opened()
            return opened[1].read(key, span) if opened else None
        return None

    def _opened(self) -> tuple[sqlite3.Connection, Heap] | None:
        """This process's own, for reading; None where there is no store yet."""
        here = os.getpid()
        if here not in self._open:
            connection = index.opened_to_read(self._path)
            if connection is not None:
                self._open[here] = connection, Heap(self._heap_of(connection))
        return self._open.get(here)

    def _heap_of(self, connection: sqlite3.Connection) -> Path:
        """The file of the heap that the index belongs to. Raises as a damaged index does."""
        return self._heap_named(index.heap_named_in(connection))

    def _heap_named(self, name: str) -> Path:
        return self._path.with_suffix(f".{name}.heap")

    def _delete_heaps(self, but: Path | None = None) -> None:
        with suppress(OSError):
            for path in self._path.parent.glob(f"{self._path.stem}.*.heap"):
                if path != but:
                    path.unlink()

    def _laid(self, values: Mapping[bytes, Value]) -> Laid:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        here = os.getpid()
        if here not in self._laying:
            # It stays the one of this process: where others have begun anew since, nothing of it is entered.
            with closing(index.opened_to_write(self._path)) as connection:
                self._laying[here] = index.heap_named_in(connection)
        name = self._laying[here]
        return Laid(name, _lay(Heap(self._heap_named(name)), values))

    def _write(self, change: Callable[[sqlite3.Connection], bool]) -> bool:
        """What a change answers, which is one transaction: all of it or nothing lasts. What is damaged is
        deleted, and begun anew: a store may be cut or of another version."""
        for _ in range(_TRIES):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with closing(index.opened_to_write(self._path)) as connection, connection:
                    return change(connection)
            except index.FAULTS as fault:
                self._mend(fault)
                if not index.is_damage(fault):
                    break
        return False


@contextmanager
def entering(store: Store | None) -> Iterator[Callable[[Laid], None]]:
    """Let what the block tells of be known, many values at a time, and all when it ends, however it does."""
    waiting: dict[str, list[Row]] = {}

    def enter_all() -> None:
        for heap, rows in waiting.items():
            if store:
                store.enter(Laid(heap, tuple(rows)))
        waiting.clear()

    def enter(laid: Laid) -> None:
        waiting.setdefault(laid.heap, []).extend(laid.rows)
        if sum(map(len, waiting.values())) >= _TOGETHER:
            enter_all()

    try:
        yield enter
    finally:
        enter_all()


def _none() -> None:
    """What becomes of a store that is sent elsewhere."""


def _lay(heap: Heap, values: Mapping[bytes, Value]) -> tuple[Row, ...]:
    """What stands in the heap and in no index is never found. Raises OSError."""
    parts = [(key, part) for key, value in values.items() for part in (value.head, value.packed)]
    spans = heap.append(parts)
    return tuple(
        Row(key, head.start, head.size_bytes, body.size_bytes, head.checksum, body.checksum)
        for key, head, body in zip(values, spans[::2], spans[1::2], strict=True)
    )
