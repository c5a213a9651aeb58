"""Builds in a process of their own: the preview never waits for one, and never falls with one."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass

_LOCKED = 4
_RETRY_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Told:
    """One problem as the page shows it: its place, its severity and code, its sentence, its hint."""

    place: str
    severity: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended: `is_sound` where there is a new website, and what it had to say."""

    is_sound: bool
    problems: tuple[Told, ...]


class Builder:
    """Runs `command`, a build that prints its problems as JSON."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._child: asyncio.subprocess.Process | None = None

    async def build(self) -> Outcome:
        """One build; while another one holds the lock, it is tried again."""
        while True:
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            output, errors = await self._child.communicate()
            code = self._child.returncode
            if code != _LOCKED:
                return outcome_of(code, output, errors)
            await asyncio.sleep(_RETRY_SECONDS)

    def stop(self) -> None:
        """End the running build, if there is one."""
        if self._child is not None and self._child.returncode is None:
            with suppress(ProcessLookupError):
                self._child.kill()


def outcome_of(code: int | None, output: bytes, errors: bytes) -> Outcome:
    """What the end of a build means. A build that failed without a word of its own is one problem."""
    try:
        told = json.loads(output or b'{"problems": []}')["problems"]
        problems = tuple(_told(about) for about in told)
    except (ValueError, KeyError, TypeError):
        problems = ()
    if code not in (0, 1) or (code == 1 and not problems):
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        problems = (*problems, Told("build", "error", f"exit-{code}", last[0], ""))
    return Outcome(code == 0, problems)


def _told(about: dict[str, object]) -> Told:
    place = f"{about['path']}:{about['line']}:{about['column']}"
    texts = (str(about[name]) for name in ("severity", "code", "message", "hint"))
    return Told(place, *texts)
