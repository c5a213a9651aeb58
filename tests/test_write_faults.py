"""The output folder holds one whole website, whatever happens to the build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agora.outputs import Output
from agora.write import write
from agora.writing import tree
from agora.writing.swap import exchange, place_of

TESTS = Path(__file__).resolve().parent


@pytest.mark.parametrize("step", ["exchange", "renames"])
@pytest.mark.parametrize("task", ["write", "rollback"])
@pytest.mark.parametrize("fault", ["kill", "once", "on"])
def test_a_fault_at_any_step_leaves_one_whole_website_and_the_next_run_publishes(
    tmp_path: Path, fault: str, task: str, step: str
) -> None:
    done = subprocess.run(
        [sys.executable, TESTS / "write_faults.py", tmp_path, fault, task, step],
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert report["wrong"] == []
    assert report["points"] >= (35 if task == "write" else 10)


def publish(root: Path, text: str, size_bytes: int = 50_000) -> None:
    outputs = [
        Output(path, content=(text * size_bytes)[:size_bytes].encode())
        for path in ("index.html", "cities/index.html", "cities/ghent/index.html")
    ]
    write(outputs, root=root, output=root / "output", cache=root / ".cache")


READER = """
import json, sys
from pathlib import Path
reads = missing = torn = 0
while not Path(sys.argv[1], "stop").exists():
    for page in ("index.html", "cities/index.html", "cities/ghent/index.html"):
        reads += 1
        try:
            content = Path(sys.argv[1], "output", page).read_bytes()
            torn += content != content[:1] * 50_000
        except FileNotFoundError:
            missing += 1
print(json.dumps({"reads": reads, "missing": missing, "torn": torn}))
"""


def test_a_reader_finds_every_page_whole_during_fifty_publications(tmp_path: Path) -> None:
    publish(tmp_path, "0")
    with subprocess.Popen(
        [sys.executable, "-c", READER, tmp_path], stdout=subprocess.PIPE
    ) as reader:
        for generation in range(1, 51):
            publish(tmp_path, str(generation % 10))
        (tmp_path / "stop").touch()
        found = json.loads(reader.communicate()[0])
    assert (found["missing"], found["torn"]) == (0, 0)
    assert found["reads"] > 50


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from test_write_faults import publish
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    publish(Path(sys.argv[1]), "B")
except OSError as error:
    print(error.errno, error.filename.endswith("stage/index.html"))
"""


def test_a_file_that_the_system_cuts_short_leaves_the_former_website(tmp_path: Path) -> None:
    publish(tmp_path, "A")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path, "49999"],
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "27 True\n"  # EFBIG, and the file that it happened to
    assert set((tmp_path / "output/cities/index.html").read_text()) == {"A"}
    store = place_of(tmp_path, tmp_path / "output", tmp_path / ".cache").store
    assert list(store.iterdir()) == []


def test_foreign_files_that_come_while_the_stage_is_made_are_not_lost(tmp_path: Path) -> None:
    publish(tmp_path, "A")
    (tmp_path / "output/edited.txt").write_text("old")

    def somebody_writes_then_exchange(one: Path, other: Path) -> bool:
        (other / "late.txt").write_text("mine")
        (other / "edited.txt").write_text("newer")
        return exchange(one, other)

    write(
        [Output("index.html", content=b"B")],
        root=tmp_path,
        output=tmp_path / "output",
        cache=tmp_path / ".cache",
        exchange=somebody_writes_then_exchange,
    )
    assert (tmp_path / "output/index.html").read_text() == "B"
    assert (tmp_path / "output/late.txt").read_text() == "mine"
    assert (tmp_path / "output/edited.txt").read_text() == "newer"


def test_the_exchange_swaps_two_folders_or_raises_what_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one/name").write_text("one")
    assert exchange(tmp_path / "one", tmp_path / "two") == sys.platform.startswith("linux")
    if sys.platform.startswith("linux"):
        assert (tmp_path / "two/name").read_text() == "one"
        with pytest.raises(FileNotFoundError, match="missing"):
            exchange(tmp_path / "one", tmp_path / "missing")


def test_every_file_and_folder_is_on_the_disk_before_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(tree, "_syncfs", None)
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    publish(tmp_path, "A")
    (tmp_path / "output/mine").mkdir()
    (tmp_path / "output/mine/note.txt").write_text("mine")
    unsynced: list[Path] = []

    def look_then_exchange(new: Path, output: Path) -> bool:
        places = (new, new.parent, new.parent / "turn", *new.rglob("*"))
        unsynced.extend(path for path in places if path.stat().st_ino not in synced)
        synced.clear()
        return exchange(new, output)

    write(
        [Output("index.html", content=b"B"), Output("a/b/index.html", content=b"B")],
        root=tmp_path,
        output=tmp_path / "output",
        cache=tmp_path / ".cache",
        exchange=look_then_exchange,
    )
    assert unsynced == []
    assert tmp_path.stat().st_ino in synced  # the folder that names the output folder


OTHER_FILE_SYSTEM = Path("/dev/shm")


def test_a_cache_on_another_file_system_is_not_needed_for_the_step(tmp_path: Path) -> None:
    if not OTHER_FILE_SYSTEM.is_dir() or OTHER_FILE_SYSTEM.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second file system to write to")
    cache = OTHER_FILE_SYSTEM / f"agora-test-{os.getpid()}"
    cache.mkdir()
    try:
        for text in (b"A", b"B"):
            write([Output("i", text)], root=tmp_path, output=tmp_path / "output", cache=cache)
        assert (tmp_path / "output/i").read_bytes() == b"B"
        assert (tmp_path / ".output.agora/former/i").read_bytes() == b"A"
    finally:
        shutil.rmtree(cache)
