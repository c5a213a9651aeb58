"""What earlier builds made, by the digest of all that it was made from.

One SQLite file under the cache. A key names its value completely: the same key is the same value for
ever, so nothing in here can be stale, and a store from any earlier commit, from another branch or from
another version of the program is merely less full. Deleting it costs time and nothing else; one that was
cut short or damaged is noticed and begun anew.

A value has a head, which is read often, and a body, which is packed and read when it is needed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path

from lz4 import block

VERSION = 2
_SUM_BYTES = 8
_ASKED_AT_ONCE = 500
_TRIES = 2
_PATIENCE_S = 60
"""Processes that read wait for the one that writes, and the other way round: a moment, where all is well."""
_MOST_UNUSED = 2
"""How many values may lie here for each one that the last build used, before the others are dropped."""


class Lost(Exception):
    """The store has no longer what somebody relies on: it has to be made."""


@dataclass(frozen=True, slots=True)
class Value:
    """What was made: a short head that is always at hand, and a body, packed."""

    head: bytes
    packed: bytes = b""


def pack(content: bytes) -> bytes:
    """The content in a third of its size, at about the speed of copying it."""
    packed: bytes = block.compress(content)
    return packed


def unpack(packed: bytes) -> bytes:
    """What `pack` was given. Raises `LZ4BlockError` for anything else."""
    content: bytes = block.decompress(packed)
    return content


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


class Store:
    """The values under the file `path`; one process writes, any number read.

    A connection belongs to the process that opened it: a forked one opens its own, and leaves the one that
    it inherited alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._used: set[bytes] = set()
        self._open: dict[int, sqlite3.Connection] = {}

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        """A store stays on its machine: where it is sent to, there is none."""
        return _none, ()

    def heads(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The heads of those keys that are known."""
        return {key: head for key, (head,) in self._asked("head", keys)}

    def body(self, key: bytes) -> bytes | None:
        """The body of a key; None where it is not known."""
        for _, (packed,) in self._asked("body", (key,)):
            with suppress(block.LZ4BlockError):
                return unpack(packed)
        return None

    def value(self, key: bytes) -> Value | None:
        """The head and the body of a key, as it is packed; None where it is not known."""
        for _, (head, packed) in self._asked("head, body", (key,)):
            return Value(head, packed)
        return None

    def keep(self, values: Mapping[bytes, Value | None]) -> bool:
        """Keep the new values; None stands for one that is used and was known. False where there is no room
        or no permission: they are made again next time."""
        self._used.update(values)
        rows = [
            (key, _summed(key, value.head), _summed(key, value.packed))
            for key, value in values.items()
            if value is not None
        ]

        def insert(connection: sqlite3.Connection) -> None:
            connection.executemany("insert or replace into made values (?, ?, ?)", rows)

        return not rows or self._write(insert)

    def drop_unused(self) -> None:
        """Forget what this build has not used, where that is much more than what it has."""

        def delete(connection: sqlite3.Connection) -> None:
            (count,) = connection.execute("select count(*) from made").fetchone()
            if count > (1 + _MOST_UNUSED) * len(self._used):
                known = [key for (key,) in connection.execute("select key from made")]
                unused = [(key,) for key in known if key not in self._used]
                connection.executemany("delete from made where key = ?", unused)

        if self._path.is_file():
            self._write(delete)

    def forget(self) -> None:
        """Begin anew, with nothing known."""
        self._open.clear()
        for ending in ("", "-journal"):
            with suppress(OSError):
                Path(f"{self._path}{ending}").unlink(missing_ok=True)

    def _asked(self, columns: str, keys: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
        """The columns of each key that is known."""
        wanted = list(keys)
        connection = self._connection()
        if connection is None:
            return
        for at in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[at : at + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            # The columns are our own words; the keys are bound.
            query = f"select key, {columns} from made where key in ({marks})"
            try:
                found = connection.execute(query, some).fetchall()
            except (sqlite3.Error, UnicodeDecodeError) as fault:
                # A damaged byte can also make bytes of ours a text, which is then none.
                if not _is_busy(fault):
                    self.forget()
                return
            for key, *summed in found:
                values = [content for one in summed if (content := _unsummed(key, one)) is not None]
                if len(values) == len(summed):
                    yield key, values

    def _connection(self) -> sqlite3.Connection | None:
        """This process's own, for reading; None where there is no store yet."""
        here = os.getpid()
        if here not in self._open and self._path.is_file():
            with suppress(sqlite3.Error):
                self._open[here] = _connected(f"{self._path.as_uri()}?mode=ro")
        return self._open.get(here)

    def _write(self, change: Callable[[sqlite3.Connection], None]) -> bool:
        """One transaction: all of a change or nothing lasts. What cannot be written to is deleted, and begun
        anew: a store may be cut, damaged or of another version."""
        for _ in range(_TRIES):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with closing(self._ready()) as connection, connection:
                    change(connection)
                return True
            except (sqlite3.Error, UnicodeDecodeError, OSError) as fault:
                if _is_busy(fault):
                    break
                self.forget()
        return False

    def _ready(self) -> sqlite3.Connection:
        connection = _connected(str(self._path))
        # What a power cut leaves half written is noticed by its sum; waiting for the disk gains nothing.
        connection.execute("pragma synchronous = off")
        (version,) = connection.execute("pragma user_version").fetchone()
        if version not in (0, VERSION):
            connection.close()
            raise sqlite3.DatabaseError("the store is of another version")
        connection.execute("create table if not exists made (key primary key, head, body)")
        connection.execute(f"pragma user_version = {VERSION}")
        return connection


def _none() -> None:
    """What becomes of a store that is sent elsewhere."""


def _connected(name: str) -> sqlite3.Connection:
    return sqlite3.connect(name, uri=name.startswith("file:"), timeout=_PATIENCE_S)


def _is_busy(fault: Exception) -> bool:
    """Whether others held the store for too long, which says nothing against it."""
    return getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def _summed(key: bytes, content: bytes) -> bytes:
    """The content behind a sum of it under its key: a value that has come under another key is noticed."""
    return blake2b(content, key=key, digest_size=_SUM_BYTES).digest() + content


def _unsummed(key: bytes, summed: object) -> bytes | None:
    """What `_summed` was given; None where that cannot be."""
    if not isinstance(summed, bytes):
        return None
    content = summed[_SUM_BYTES:]
    return content if _summed(key, content) == summed else None
