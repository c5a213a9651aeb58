"""Builds in a process of their own: the preview never waits for one, and never falls with one."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

_LOCKED = 4
_RETRY_SECONDS = 0.3
_GRACE_SECONDS = 0.5


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
    """Runs `command`, a build that prints its problems as JSON; `say` gets what a person should know."""

    def __init__(self, command: tuple[str, ...], say: Callable[[str], None]) -> None:
        self._command = command
        self._say = say
        self._child: asyncio.subprocess.Process | None = None

    async def build(self) -> Outcome:
        """One build; while another one holds the lock, it is tried again."""
        code, output, errors = await self._run()
        if code == _LOCKED:
            self._say("Another build is running here; the preview's follows it.")
        while code == _LOCKED:
            await asyncio.sleep(_RETRY_SECONDS)
            code, output, errors = await self._run()
        return outcome_of(code, output, errors)

    async def stop(self) -> None:
        """End the running build, if there is one, and every process that it started."""
        child = self._child
        if child is None or child.returncode is not None:
            return
        _signal_group(child.pid, signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), _GRACE_SECONDS)
        _signal_group(child.pid, signal.SIGKILL)

    async def _run(self) -> tuple[int | None, bytes, bytes]:
        # In a session of its own Ctrl-C reaches the preview only, which then ends the whole group.
        self._child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        output, errors = await self._child.communicate()
        return self._child.returncode, output, errors


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, number)


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
