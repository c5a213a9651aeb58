"""One run of a command: how long it takes, and how much of the machine.

Memory is the peak of the proportional set size (PSS) of all processes of the run together, so that pages that
forked processes share count once (Linux: `smaps_rollup`). It is read every 100 ms, or less often where that
would take more than a twentieth of the time (1.6 GiB: every 0.7 s); a shorter peak is missed. Read every
100 ms all the same, it took 12 of the 131 s of two processors in a run of 50,000 sites.
CPU is that of the command and of all processes that it waited for.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.1
LARGEST_SHARE = 1 / 20
"""Of the time of a run, for looking at its memory."""
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Run:
    """`wall_s` and `cpu_s` in seconds, `peak_kib` in KiB, `code` the exit code, `told` what it printed."""

    wall_s: float
    cpu_s: float
    peak_kib: int
    code: int
    told: str = ""


def run(command: tuple[str, ...], folder: Path) -> Run:
    """Run a command in a folder, in a session of its own by which its processes are known.

    Python may keep its compiled modules, as it does for whoever uses a program twice.
    """
    surroundings = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    with (folder / ".told").open("w+b") as told:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=surroundings,
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        watch.ended.set()
        watch.join()
        told.seek(0)
        text = told.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    return Run(wall_s, usage.ru_utime + usage.ru_stime, watch.peak_kib, code, text)


class _Watch(threading.Thread):
    """Looks at the memory of a session until it is told that the run has ended."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self.ended = threading.Event()
        self.peak_kib = 0

    def run(self) -> None:
        wait_s = EVERY_S
        while not self.ended.wait(wait_s):
            started = time.perf_counter()
            self.peak_kib = max(self.peak_kib, memory_kib(self._session))
            took_s = time.perf_counter() - started
            wait_s = pause_s(took_s)


def pause_s(took_s: float) -> float:
    """How long not to look at the memory after a look that took so long."""
    return max(EVERY_S, took_s / LARGEST_SHARE - took_s)


def memory_kib(session: int) -> int:
    """The proportional set size of all processes of a session, in KiB; 0 where there is none."""
    return sum(_pss_kib(process) for process in _members(session))


def _members(session: int) -> Iterator[int]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if int(fields[3]) == session:
                yield int(name)


def _pss_kib(process: int) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = (line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(next(found, "0"))
