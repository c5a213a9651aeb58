from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agora.lock import LOCK_NAME, Holder, LockHeld, hold, this_process

REPOSITORY = Path(__file__).resolve().parent.parent
ME = Holder(pid=7, host="desk", since="2026-03-01T09:00:00+00:00")

HOLD_UNTIL_KILLED = """
import os, sys, time
from pathlib import Path
from agora.lock import Holder, hold
with hold(Path(sys.argv[1]), Holder(os.getpid(), "desk", "2026-03-01T09:00:00+00:00")):
    if sys.argv[2] == "with-a-worker" and os.fork() == 0:
        time.sleep(60)
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(cache: Path, worker: str = "alone") -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_KILLED, str(cache), worker],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_a_second_build_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    process = start_holder(tmp_path)
    try:
        with pytest.raises(LockHeld, match=f"process {process.pid} on desk since 2026-03") as held:
            hold(tmp_path, ME).__enter__()
    finally:
        end(process)
    assert held.value.holder == Holder(process.pid, "desk", "2026-03-01T09:00:00+00:00")


def test_a_killed_build_leaves_the_lock_free_at_once(tmp_path: Path) -> None:
    process = start_holder(tmp_path)
    process.kill()
    process.communicate()
    with hold(tmp_path, ME):
        assert b'"pid": 7' in (tmp_path / LOCK_NAME).read_bytes()


def wait_until_free(cache: Path) -> None:
    """A worker that was forked this moment drops the lock as its first act: give it that moment."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            with hold(cache, ME):
                return
        except LockHeld:
            time.sleep(0.05)


def test_a_worker_that_outlives_its_killed_build_does_not_keep_the_lock(tmp_path: Path) -> None:
    process = start_holder(tmp_path, "with-a-worker")
    try:
        process.kill()
        process.wait()
        wait_until_free(tmp_path)
        with hold(tmp_path, ME):
            os.killpg(process.pid, 0)  # the worker is still there
    finally:
        end(process)


def test_the_same_process_cannot_hold_the_lock_twice_and_can_take_it_again(tmp_path: Path) -> None:
    with hold(tmp_path, ME), pytest.raises(LockHeld, match="process 7"):
        hold(tmp_path, ME).__enter__()
    with hold(tmp_path, ME):
        pass


def test_an_error_of_the_build_frees_the_lock(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), hold(tmp_path, ME):
        raise RuntimeError
    with hold(tmp_path, ME):
        pass


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": "7"}', b"\xff"])
def test_a_holder_that_has_not_written_its_name_yet_is_unnamed(
    tmp_path: Path, content: bytes
) -> None:
    with hold(tmp_path, ME):
        (tmp_path / LOCK_NAME).write_bytes(content)
        with pytest.raises(LockHeld, match="unnamed") as held:
            hold(tmp_path, ME).__enter__()
    assert held.value.holder is None


def test_the_cache_is_made_for_git_to_ignore_and_for_backups_to_leave_out(tmp_path: Path) -> None:
    with hold(tmp_path / "new" / ".cache", ME):
        pass
    assert (tmp_path / "new/.cache/.gitignore").read_bytes() == b"*\n"
    tag = (tmp_path / "new/.cache/CACHEDIR.TAG").read_bytes()
    assert tag.startswith(b"Signature: 8a477f597d28d172789f06886806bc55\n")


def test_a_cache_folder_or_lock_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "cache").symlink_to("elsewhere")
    with pytest.raises(OSError, match="link"):
        hold(tmp_path / "cache", ME).__enter__()
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / LOCK_NAME).symlink_to(tmp_path / "elsewhere" / "victim")
    with pytest.raises(OSError, match="symbolic link"):
        hold(tmp_path / "real", ME).__enter__()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_this_process_is_named_with_the_given_time() -> None:
    holder = this_process(datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert (holder.pid, holder.since) == (os.getpid(), "2026-03-01T09:00:00+00:00")
