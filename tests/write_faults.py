"""Publishes again and again, with a fault at the first, second, third … step, until none is hit.

A script that test_write_faults.py runs: `write_faults.py FOLDER FAULT TASK STEP`. FAULT is "kill"
(SIGKILL), "once" (one step fails: disk full) or "on" (that step and all later ones fail). TASK is
"write" or "rollback". STEP is "exchange" or "renames" (a system without the exchange). A step is
whatever Python reports before it changes the disk, and the moment after the exchange.

Prints a JSON object: how many points there were, and what was wrong at which.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from agora.outputs import Output
from agora.write import NothingToRollBack, recover, rollback, write
from agora.writing.swap import exchange, place_of
from agora.writing.verify import verify

STEPS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.utime", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

BEFORE = {"index.html": b"A0", "assets/0.css": b"0"}
A = {"index.html": b"A", "a/index.html": b"a" * 5000, "assets/a.css": b"a"}
B = {"index.html": b"B", "b/c/index.html": b"b" * 5000, "assets/b.css": b"b"}
FOREIGN = {"CNAME": b"example.org", "mine/note.txt": b"mine"}

Tree = dict[str, tuple[int, bytes]]


class Point:
    """Counts the steps of this process; at the chosen one the fault strikes."""

    def __init__(self, fault: str, at: int) -> None:
        self.fault, self.at, self.steps, self.armed = fault, at, 0, False

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
        if event in STEPS or opened:
            self.step()

    def step(self) -> None:
        if not self.armed:
            return
        self.steps += 1
        if self.steps == self.at and self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.steps == self.at or (self.fault == "on" and self.steps > self.at):
            raise OSError(errno.ENOSPC, "No space left on device")

    def exchange(self, one: Path, other: Path) -> bool:
        self.step()
        swapped = exchange(one, other)
        if self.fault == "kill":
            self.step()
        return swapped

    def no_exchange(self, one: Path, other: Path) -> bool:
        self.step()
        return False


def publish(root: Path, files: dict[str, bytes]) -> None:
    outputs = [Output(path, content=content) for path, content in files.items()]
    write(outputs, root=root, output=root / "output", cache=root / ".cache")


def attempt(root: Path, fault: str, task: str, step: str, at: int) -> str:
    """One run in a process of its own: "killed", "failed", "done", or "clear" (no fault struck)."""
    child = os.fork()
    if child == 0:
        point = Point(fault, at)
        sys.addaudithook(point.hook)
        swap = point.exchange if step == "exchange" else point.no_exchange
        output, cache = root / "output", root / ".cache"
        outputs = [Output(path, content=content) for path, content in B.items()]
        point.armed = True
        try:
            if task == "write":
                write(outputs, root=root, output=output, cache=cache, exchange=swap)
            else:
                rollback(root=root, output=output, cache=cache, exchange=swap)
        except OSError:
            os._exit(3)
        os._exit(0 if point.steps >= at else 9)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed"
    return {0: "done", 3: "failed", 9: "clear"}[os.WEXITSTATUS(status)]


def snapshot(folder: Path) -> Tree:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mode, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def faults_at(root: Path, outcome: str, old: Tree, new: Tree, step: str) -> list[str]:
    """What is wrong after one attempt, and after the next run without a fault."""
    wrong = []
    found = snapshot(root / "output")
    gap_allowed = step == "renames" and not (root / "output").exists()
    if found not in (old, new) and not gap_allowed:
        wrong.append(f"{outcome}: the website is mixed: {sorted(found)}")
    if outcome == "failed" and found != old and not gap_allowed:
        wrong.append("it failed and changed the website")
    if outcome == "done" and found != new:
        wrong.append("it said that it was done and was not")
    recover(root=root, output=root / "output", cache=root / ".cache")
    if snapshot(root / "output") not in (old, new):
        wrong.append(f"{outcome}: recovery left no whole website")
    wrong += [f"{outcome}: {what}" for what in rollback_faults(root)]
    publish(root, B)
    after = snapshot(root / "output")
    if any(after[path][1] != content for path, content in {**B, **FOREIGN}.items()):
        wrong.append(f"{outcome}: the next run did not publish: {sorted(after)}")
    if [difference for difference in verify(root / "output") if difference.kind != "foreign"]:
        wrong.append(f"{outcome}: the next run left a website that is not as its manifest says")
    left = {path.name for path in place_of(root, root / "output", root / ".cache").store.iterdir()}
    if not left <= {"former", "spare", "turn.draft"}:
        wrong.append(f"{outcome}: the next run left {sorted(left)}")
    return wrong


def rollback_faults(root: Path) -> list[str]:
    """The former website is there, too: two rollbacks lead away and back."""
    homes = []
    for turn in range(3):
        homes.append((root / "output/index.html").read_bytes())
        if turn < 2:
            try:
                rollback(root=root, output=root / "output", cache=root / ".cache")
            except NothingToRollBack as reason:
                return [f"nothing to roll back: {reason}"]
    return [] if homes[0] == homes[2] != homes[1] else [f"rolled back to {homes}"]


def main(folder: Path, fault: str, task: str, step: str) -> None:
    start, root = folder / "start", folder / "root"
    (start / "content").mkdir(parents=True)
    publish(start, B if task == "rollback" else BEFORE)
    for path, content in FOREIGN.items():
        (start / "output" / path).parent.mkdir(exist_ok=True)
        (start / "output" / path).write_bytes(content)
    publish(start, A)
    old = snapshot(start / "output")
    new: Tree | None = None
    at, wrong = 0, []
    for at in range(-1, 1000):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(start, root, symlinks=True)
        # Point 0 does not exist: the attempt shows what a run without a fault makes.
        outcome = attempt(root, fault, task, step, at if new else 1000)
        if new is None:
            new = snapshot(root / "output")
        elif outcome == "clear":
            break
        elif at > 0:
            wrong += [f"step {at}: {what}" for what in faults_at(root, outcome, old, new, step)]
    print(json.dumps({"points": at - 1, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
