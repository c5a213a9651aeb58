"""What the last build was made from: when nothing has changed since, there is nothing to do.

The memo is a file under the cache. It is believed only when its digest of all inputs, the day and the
state of every file under the output are as it says. Deleting it, cutting it or restoring an old one never
changes the website; it only costs the time of a build.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import DecodeError
from msgspec.json import Decoder

from agora.fingerprint import digest
from agora.problems import Problem


@dataclass(frozen=True, slots=True)
class Remembered:
    """A build that was written.

    `inputs` is the digest of all that it was made from, `today` the day in the zone `zone`. `outputs` is
    the state of the files that it left (`agora.writing.looks`). `before` are the inputs and the
    day of the build that stood there before, where that was another one. `trees` are the states of the
    last trees, this one among them, in which builds left nothing but our files.
    """

    inputs: str
    zone: str
    today: str
    outputs: str
    problems: tuple[Problem, ...]
    entries: int
    pages: int
    before: tuple[str, str] = ("", "")
    trees: tuple[str, ...] = ()

    def is_current(self, inputs: str, now: dt.datetime, outputs: Callable[[], str]) -> bool:
        """Whether a build now would do nothing. `outputs` tells the state of the files that are there."""
        return (
            self.inputs == inputs
            and self.today == day_in(now, self.zone)
            and self.outputs == outputs() != ""
        )

    def after(self, last: Remembered | None, *, is_alone: bool) -> Remembered:
        """The same, with what is known of the builds before it. `is_alone` says whether nothing but our files
        is in the tree."""
        state = self.outputs if is_alone else ""
        if last is None:
            return replace(self, trees=(state,))
        is_same = last.inputs == self.inputs
        before = last.before if is_same else (last.inputs, last.today)
        former = [tree for tree in last.trees if tree != state]
        return replace(self, before=before, trees=(state, *former)[:3])


_remembered = Decoder(Remembered)


def day_in(now: dt.datetime, zone: str) -> str:
    """The ISO date in a time zone; "" for a zone that this machine does not know."""
    try:
        return now.astimezone(ZoneInfo(zone)).date().isoformat()
    except (ZoneInfoNotFoundError, ValueError):
        return ""


def recall(cache: Path, output: Path) -> Remembered | None:
    """What was remembered of the last build to `output`; None where that is nothing to rely on."""
    try:
        return _remembered.decode(memo_of(cache, output).read_bytes())
    except (OSError, DecodeError, UnicodeDecodeError):
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
