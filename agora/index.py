"""Where values stand in a heap, by their keys: one small SQLite file.

It is asked for keys and changed in transactions: all of a change or nothing lasts, whatever
kills who makes it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from agora.heap import Span

VERSION = 2
_PATIENCE_S = 60
"""Processes that read wait for the one that writes, and the other way round: a moment, where all is well."""
_AT_ONCE = 500
"""Keys in one question."""
_KINDS = (bytes, int, int, int, int, int)
"""The types of what stands in a row."""
_TABLES = (
    "create table if not exists made"
    " (key primary key, start, head_bytes, body_bytes, head_sum, body_sum) without rowid",
    "create table if not exists heap (only integer primary key check (only = 1), name)",
)


class Damaged(Exception):
    """The index says what it cannot have been told."""


FAULTS = (sqlite3.Error, UnicodeDecodeError, OSError, Damaged)
"""What asking can raise: a changed byte can also make bytes of ours a text, which is then none."""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""The last where a table or a column is not there."""


class Row(NamedTuple):
    """Where a value stands in the heap: its head, and its body right behind."""

    key: bytes
    start: int
    head_bytes: int
    body_bytes: int
    head_sum: int
    body_sum: int

    @property
    def head(self) -> Span:
        return Span(self.start, self.head_bytes, self.head_sum)

    @property
    def body(self) -> Span:
        return Span(self.start + self.head_bytes, self.body_bytes, self.body_sum)


def opened_to_read(path: Path) -> sqlite3.Connection | None:
    """A connection that nothing can be written through; None where the index is not there, or is only just
    being made. Raises FAULTS, as all that follow."""
    if not path.is_file():
        return None
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE_S
    )
    return connection if _version_of(connection) else None


def opened_to_write(path: Path) -> sqlite3.Connection:
    """A connection to an index that is made if need be."""
    connection = sqlite3.connect(str(path), timeout=_PATIENCE_S)
    # What a power cut leaves half written is noticed by its sum; waiting for the disk gains nothing.
    connection.execute("pragma synchronous = off")
    if not _version_of(connection):
        # In one step, and by one process: others see an index that is whole or none.
        connection.execute("begin immediate")
        for table in _TABLES:
            connection.execute(table)
        connection.execute("insert or ignore into heap values (1, ?)", (os.urandom(8).hex(),))
        connection.execute(f"pragma user_version = {VERSION}")
        connection.commit()
    return connection


def _version_of(connection: sqlite3.Connection) -> int:
    """0 where the tables are not there yet."""
    (version,) = connection.execute("pragma user_version").fetchone()
    if version not in (0, VERSION):
        connection.close()
        raise Damaged("the index is of another version")
    return int(version)


def heap_named_in(connection: sqlite3.Connection) -> str:
    """The name of the heap that the index belongs to: letters and digits."""
    names = [name for (name,) in connection.execute("select name from heap")]
    if len(names) != 1 or not (isinstance(names[0], str) and names[0].isalnum()):
        raise Damaged("a heap without a name")
    return names[0]


def find(connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[Row]:
    """Where the values of these keys stand, as far as they are known."""
    found: list[Row] = []
    for at in range(0, len(keys), _AT_ONCE):
        asked = keys[at : at + _AT_ONCE]
        marks = ",".join("?" * len(asked))
        rows = connection.execute(f"select * from made where key in ({marks})", asked)
        found += map(_row, rows)
    return found


def _row(columns: tuple[object, ...]) -> Row:
    if tuple(map(type, columns)) != _KINDS:
        raise Damaged("a row that cannot be right")
    return Row(*columns)  # type: ignore[arg-type]  # they are of these types


def enter(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    # In the order in which they stand there, each page of the file is changed once.
    ordered = sorted(rows)
    connection.executemany("insert or replace into made values (?, ?, ?, ?, ?, ?)", ordered)


def count(connection: sqlite3.Connection) -> int:
    (found,) = connection.execute("select count(*) from made").fetchone()
    return int(found)


def begin_anew(connection: sqlite3.Connection) -> None:
    """An empty index of another heap."""
    connection.execute("delete from made")
    connection.execute("update heap set name = ?", (os.urandom(8).hex(),))


def is_damage(fault: Exception) -> bool:
    """Whether the index is not to be relied on. That others hold it, or that there is no room or permission,
    says nothing against it."""
    if isinstance(fault, sqlite3.Error):
        code: int | None = getattr(fault, "sqlite_errorcode", None)  # Python itself gives none
        return code is None or code & 0xFF in _DAMAGE
    return not isinstance(fault, OSError)
