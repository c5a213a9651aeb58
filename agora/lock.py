"""One build at a time: a lock that the kernel frees when its holder dies.

The lock is `flock` on `build.lock` in the cache folder. The file stays when the lock is released:
deleting it would let two builds hold locks on two files of one name.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

LOCK_NAME = "build.lock"

# The tag that https://bford.info/cachedir/ defines: backup programs leave the folder out.
_CACHE_TAG = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# This folder can be deleted at any time; the next build makes it again.\n"
)

_held: set[int] = set()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock; `since` is an ISO time."""

    pid: int
    host: str
    since: str


class LockHeld(Exception):
    """Another build is running. `holder` is None when it has not yet written its name."""

    def __init__(self, holder: Holder | None) -> None:
        self.holder = holder
        who = f"process {holder.pid} on {holder.host} since {holder.since}" if holder else "unnamed"
        super().__init__(f"another build is running ({who})")


def this_process(now: datetime) -> Holder:
    return Holder(os.getpid(), os.uname().nodename, now.isoformat(timespec="seconds"))


@contextmanager
def hold(cache: Path, holder: Holder) -> Iterator[None]:
    """Hold the build lock of `cache` (made if it is missing) until the end of the `with` block.

    Raises `LockHeld` at once when another process, or this one, holds it, and OSError when the
    folder cannot be written.
    """
    open_cache(cache)
    descriptor = _locked(cache / LOCK_NAME)
    _held.add(descriptor)
    try:
        _write_over(descriptor, json.dumps(asdict(holder)).encode())
        yield
    finally:
        if descriptor in _held:  # a forked child has closed its own
            _held.remove(descriptor)
            with suppress(OSError):  # the website is done, and the kernel closes it in any case
                os.close(descriptor)


def open_cache(cache: Path) -> None:
    """Make the cache folder, marked as one for backup programs and ignored by git.

    Raises OSError, also where `cache` is a link: a link in a repository could lead anywhere.
    """
    if cache.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, "A symbolic link is not taken as cache", str(cache))
    cache.mkdir(parents=True, exist_ok=True)
    for name, content in ((".gitignore", b"*\n"), ("CACHEDIR.TAG", _CACHE_TAG)):
        if not (cache / name).exists():
            (cache / name).write_bytes(content)


def _locked(path: Path) -> int:
    """An open descriptor of `path` with the lock on it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = _holder_in(os.pread(descriptor, 4096, 0))
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise LockHeld(holder) from None
        raise
    return descriptor


def _holder_in(content: bytes) -> Holder | None:
    try:
        written: object = json.loads(content)
    except ValueError:
        return None
    match written:
        case {"pid": int(pid), "host": str(host), "since": str(since)}:
            return Holder(pid, host, since)
    return None


def _write_over(descriptor: int, content: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, content, 0)


def _forget_in_child() -> None:
    """A forked worker that outlives a killed build must not keep its lock."""
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_forget_in_child)
