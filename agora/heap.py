"""A heap: contents one behind the other in a file that only grows, each found by where it stands.

Reading one costs one system call and no memory but its own, also where many processes read. Each is bound to
a name by a checksum: what was cut off, damaged or never stood there is noticed.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import NamedTuple
from zlib import crc32


class Span(NamedTuple):
    """Where a content stands, and its checksum (CRC 32) under its name."""

    start: int
    size_bytes: int
    checksum: int


class Heap:
    """The heap in the file `path`, which need not be there yet. Any number of processes append and read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: FileIO | None = None
        self._size_bytes = 0  # or more, by now

    def append(self, contents: Iterable[tuple[bytes, bytes]]) -> list[Span]:
        """Add contents, each behind its name (which is not written). Raises OSError; what was written of
        them until then is never found."""
        named = list(contents)
        together = b"".join(content for _, content in named)
        with FileIO(self._path, "ab") as file:
            # Appending is one step, whoever else appends (POSIX, write, O_APPEND): then we stand at our end.
            if file.write(together) != len(together):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
            start = file.tell() - len(together)
        spans: list[Span] = []
        for name, content in named:
            spans.append(Span(start, len(content), _checksum(name, content)))
            start += len(content)
        return spans

    def read(self, name: bytes, span: Span) -> bytes | None:
        """The content of that name; None where it does not stand there."""
        with suppress(OSError):
            if self._file is None:
                self._file = FileIO(self._path)
            number, end = self._file.fileno(), span.start + span.size_bytes
            if end > self._size_bytes:
                self._size_bytes = os.fstat(number).st_size
            # A damaged span may ask for more than there is memory.
            if 0 <= span.start <= end <= self._size_bytes:
                content = os.pread(number, span.size_bytes, span.start)
                return content if _checksum(name, content) == span.checksum else None
        return None


def _checksum(name: bytes, content: bytes) -> int:
    return crc32(content, crc32(name))
