"""The build that an amendment can begin with: what it was made from, and what has been edited since.

Its snapshot (`agora.snapshot`) lies under the cache, behind a line that says this. Only that line is read
here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from agora.inputs import Inputs, is_content
from agora.memo import memo_of


@dataclass(frozen=True, slots=True)
class Base:
    """What a website was made from: the digest of all its inputs, what of them are no files, the commit that
    was checked out, and the day."""

    inputs: str
    choices: tuple[str, ...]
    revision: str
    today: str
    file: Path = field(compare=False)

    @property
    def line(self) -> bytes:
        """What stands before the snapshot in the file."""
        return json.dumps([self.inputs, self.choices, self.revision, self.today]).encode() + b"\n"


def base_of(inputs: Inputs, today: str, cache: Path, output: Path) -> Base:
    """What a build to `output` is now made from."""
    return Base(inputs.digest, inputs.choices, inputs.revision, today, _file(cache, output))


def find_base(cache: Path, output: Path) -> Base | None:
    """What the last whole build to `output` was made from; None where that is not known."""
    try:
        with _file(cache, output).open("rb") as there:
            inputs, choices, revision, today = json.loads(there.readline())
    except (OSError, ValueError, TypeError):
        return None
    return Base(inputs, tuple(choices), revision, today, _file(cache, output))


class Edit(Struct, frozen=True):
    """What has changed since: the `paths` of files of the content, and whether the history is another one."""

    paths: frozenset[str]
    has_history: bool


def edited(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str] | None:
    """The files of the content that have changed; None where any has come or gone, or another file has
    changed."""
    if before.keys() != now.keys():
        return None
    found = frozenset(name for name, content in now.items() if before[name] != content)
    return found if all(map(is_content, found)) else None


def _file(cache: Path, output: Path) -> Path:
    return memo_of(cache, output).with_suffix(".base")
