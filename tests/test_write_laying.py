"""Many files are laid by several processes, as one alone would lay them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from agora.crew import Forked
from agora.outputs import MANIFEST, Kept, Output
from agora.store import Lost
from agora.write import Written, write
from agora.writing.manifest import record_of
from agora.writing.swap import place_of
from agora.writing.verify import verify
from tests.written_project import files_below

TESTS = Path(__file__).resolve().parent
MANY = 1_100
"""More than one process lays at once."""


def outputs(text: str) -> list[Output]:
    return [Output(f"{at % 7}/{at}/index.html", f"{text} {at}".encode()) for at in range(MANY)]


def publish(root: Path, files: list[Output], jobs: int = 2) -> Written:
    output, cache = root / "output", root / ".cache"
    return write(files, root=root, output=output, cache=cache, crew=Forked(jobs))


def kept(path: str, content: bytes, read: Callable[[], bytes]) -> Output:
    record = record_of(content)
    return Output(path, kept=Kept(record.sha256, record.size_bytes, lambda _: read()))


def test_several_processes_lay_what_one_lays(tmp_path: Path) -> None:
    for name, jobs in (("one", 1), ("two", 2)):
        (tmp_path / name / "content").mkdir(parents=True)
        (tmp_path / name / "content/plan.pdf").write_bytes(b"plan")
        files = [
            *outputs("page"),
            Output("plan.pdf", copy_of="content/plan.pdf"),
            kept("kept.html", b"kept", lambda: b"kept"),
        ]
        assert len(publish(tmp_path / name, files, jobs).files_written) == MANY + 2
        assert verify(tmp_path / name / "output") == ()
    one, two = (files_below(tmp_path / name / "output") for name in ("one", "two"))
    assert one == two
    modes = {path.is_dir(): path.stat().st_mode & 0o7777 for path in tmp_path.rglob("two/output/*")}
    assert modes == {True: 0o755, False: 0o644}


def test_the_state_of_what_several_lay_is_that_of_the_folder(tmp_path: Path) -> None:
    done = publish(tmp_path, outputs("page"))
    assert publish(tmp_path, outputs("page")).state == done.state != ""


def lose() -> bytes:
    raise Lost("the store has lost a file")


def test_a_file_that_the_store_has_lost_leaves_the_former_website(tmp_path: Path) -> None:
    publish(tmp_path, outputs("old"))
    before = files_below(tmp_path / "output")
    with pytest.raises(Lost, match="has lost a file"):
        publish(tmp_path, [*outputs("new"), kept("lost.html", b"lost", lose)])
    assert files_below(tmp_path / "output") == before


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from agora.outputs import Output
from tests.test_write_laying import outputs, publish
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
try:
    publish(Path(sys.argv[1]), [*outputs("new"), Output("3/large.html", b"x" * 1_000_001)])
except OSError as error:
    print(error.errno, error.filename.endswith("stage/3/large.html"))
"""


def test_a_file_that_is_cut_short_in_another_process_is_named(tmp_path: Path) -> None:
    publish(tmp_path, outputs("old"))
    before = files_below(tmp_path / "output")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path],
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "27 True\n"  # EFBIG, and the file that it happened to
    assert files_below(tmp_path / "output") == before
    store = place_of(tmp_path, tmp_path / "output", tmp_path / ".cache").store
    assert list(store.iterdir()) == []


def kill(process: int) -> bytes:
    os.kill(process, signal.SIGKILL)
    return b""


def test_killed_while_others_lay_it_leaves_the_former_website_and_the_next_run_publishes(
    tmp_path: Path,
) -> None:
    publish(tmp_path, outputs("old"))
    before = files_below(tmp_path / "output")
    child = os.fork()
    if child == 0:
        killing = kept("6/killed.html", b"killed", partial(kill, os.getpid()))
        publish(tmp_path, [*outputs("new"), killing])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert files_below(tmp_path / "output") == before
    publish(tmp_path, outputs("new"))
    expected = {output.path: output.content for output in outputs("new")}
    found = files_below(tmp_path / "output")
    assert {path: found[path] for path in found.keys() - {MANIFEST}} == expected
