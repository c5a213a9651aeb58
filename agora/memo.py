"""What the last build was made from: when nothing has changed since, there is nothing to do.

The memo is a file under the cache. It is believed only when its digest of all inputs, the day and the
state of every file under the output are as it says. Deleting it, cutting it or restoring an old one never
changes the website; it only costs the time of a build.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agora.fingerprint import digest
from agora.problems import Place, Problem
from agora.writing.looks import CLOCK_STEP_NS

_IGNORED = ("__pycache__",)
_BLOCK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Remembered:
    """A build that was written.

    `inputs` is the digest of all that it was made from, `today` the day in the zone `zone`. `outputs` is
    the state of the files that it left (`agora.writing.looks`). `before` are the inputs and the
    day of the build that stood there before, where that was another one.
    """

    inputs: str
    zone: str
    today: str
    outputs: str
    problems: tuple[Problem, ...]
    entries: int
    pages: int
    before: tuple[str, str] = ("", "")

    def is_current(self, inputs: str, now: dt.datetime, outputs: Callable[[], str]) -> bool:
        """Whether a build now would do nothing. `outputs` tells the state of the files that are there."""
        return (
            self.inputs == inputs
            and self.today == day_in(now, self.zone)
            and self.outputs == outputs()
        )


def day_in(now: dt.datetime, zone: str) -> str:
    """The ISO date in a time zone; "" for a zone that this machine does not know."""
    try:
        return now.astimezone(ZoneInfo(zone)).date().isoformat()
    except (ZoneInfoNotFoundError, ValueError):
        return ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a build is made from, but for the day: the digest of it, and that of each file by its name,
    which begins with what its folder is called ("content/cities/ghent.md"). `begun_ns` is the moment before
    the first file was read, in nanoseconds since 1970; `folders` are where the files lie. `choices` and
    `revision`, the commit that is checked out, are what is no file."""

    digest: str
    files: Mapping[str, str]
    folders: Mapping[str, Path]
    begun_ns: int
    choices: tuple[str, ...] = ()
    revision: str = ""

    def still_stand(self) -> bool:
        """Whether no file has come, gone or been written since. What a build made is remembered under these
        inputs only then: it may have read a file that was saved after its digest was taken."""
        found = dict(_named(self.folders))
        return found.keys() == self.files.keys() and all(
            self._still_stands(name, entry) for name, entry in found.items()
        )

    def _still_stands(self, name: str, entry: os.DirEntry[str]) -> bool:
        try:
            changed_ns = entry.stat(follow_symlinks=False).st_ctime_ns
        except OSError:
            return False
        if changed_ns >= self.begun_ns:
            return False
        return changed_ns < self.begun_ns - CLOCK_STEP_NS or self.files[name] == _content(entry)


def inputs_of(folders: Mapping[str, Path], choices: tuple[str, ...], revision: str = "") -> Inputs:
    """Every file under the folders (by what they are called), the choices made and the commit.

    Where the folders lie is not part of the digest. Links are not followed; that they stand there is.
    """
    begun_ns = time.time_ns()
    files = {name: _content(entry) for name, entry in _named(folders)}
    total = sha256("\0".join((*choices, revision)).encode())
    named = "".join([f"\0{name}\0{content}" for name, content in files.items()])
    total.update(named.encode("utf-8", "surrogateescape"))
    return Inputs(total.hexdigest(), files, folders, begun_ns, choices, revision)


def _named(folders: Mapping[str, Path]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file, by the name that it has among inputs."""
    for name, folder in folders.items():
        for entry in sorted(_files(folder), key=lambda found: found.path):
            yield name + entry.path.removeprefix(str(folder)), entry


def _content(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "link"
    try:
        return digest(_bytes_at(entry.path))
    except OSError:
        return "unreadable"


def _bytes_at(path: str) -> bytes:
    """The bytes of a file. A file object for each of thousands of small ones takes half as long again."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        blocks = []
        while block := os.read(descriptor, _BLOCK_BYTES):
            blocks.append(block)
        return b"".join(blocks)
    finally:
        os.close(descriptor)


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Everything below the folder that is no folder; what cannot be read is not there."""
    waiting = [str(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield entry
                elif entry.name not in _IGNORED:
                    waiting.append(entry.path)


def recall(cache: Path, output: Path) -> Remembered | None:
    """What was remembered of the last build to `output`; None where that is nothing to rely on."""
    try:
        told = json.loads(memo_of(cache, output).read_bytes())
        problems = tuple(
            Problem(Place(**about.pop("place")), **about) for about in told.pop("problems")
        )
        return Remembered(problems=problems, before=tuple(told.pop("before")), **told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def remember(cache: Path, output: Path, build: Remembered) -> None:
    """Keep what is known of a build. The memo is whole or not there, whatever stops this."""
    memo = memo_of(cache, output)
    memo.parent.mkdir(parents=True, exist_ok=True)
    part = memo.with_suffix(".part")
    part.write_text(json.dumps(asdict(build), sort_keys=True), encoding="utf-8")
    part.replace(memo)


def memo_of(cache: Path, output: Path) -> Path:
    """Where builds to that folder are remembered."""
    return cache / "builds" / f"{digest(str(output).encode())[:16]}.json"
