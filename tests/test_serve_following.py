"""How the preview follows an editor and ends, with a build that is quick and does what a text says."""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError

from agora.serving.building import outcome_of
from agora.serving.handlers import MAX_CLIENTS
from agora.serving.preview import FIRST_PORT
from agora.serving.watching import look_at
from tests.served import Server, awaited, builds_of, eventually, quick, write


def test_every_build_is_told_however_soon_it_follows_the_last(tmp_path: Path) -> None:
    with quick(tmp_path, "0") as server:
        server.until("/", "<body>0")
        for number in ("1", "2", "3"):
            server.told("/", "reload", lambda number=number: write(tmp_path, number))  # type: ignore[misc]
            assert f"<body>{number}" in server.page("/")


def test_two_saves_in_a_moment_both_reach_the_page(tmp_path: Path) -> None:
    with quick(tmp_path, "0") as server:
        server.until("/", "<body>0")
        write(tmp_path, "1")
        time.sleep(0.1)
        write(tmp_path, "2")
        server.until("/", "<body>2")


def test_a_page_that_missed_a_build_is_told_when_it_connects(tmp_path: Path) -> None:
    with quick(tmp_path, "old") as server:
        server.until("/", "old")
        query = server.query("/")
        write(tmp_path, "new")
        server.until("/", "new")
        eventually(lambda: server.query("/"), lambda newer: newer != query)
        assert server.first_told(query)["command"] == "reload"


def test_a_burst_of_changes_is_one_build(tmp_path: Path) -> None:
    with quick(tmp_path, "0") as server:
        server.until("/", "<body>0")
        for number in range(100):
            (tmp_path / "content" / f"{number}.md").write_text("new", encoding="utf-8")
        write(tmp_path, "1")
        server.until("/", "<body>1")
        time.sleep(0.5)
        assert builds_of(tmp_path) == ["0", "1"]


def test_a_change_during_a_build_is_one_more_build(tmp_path: Path) -> None:
    with quick(tmp_path, "0") as server:
        server.until("/", "<body>0")
        write(tmp_path, "slow 1")
        eventually(lambda: str(builds_of(tmp_path)), lambda builds: "slow 1" in builds)
        write(tmp_path, "slow 2")
        server.until("/", "<body>slow 2")
        time.sleep(0.5)
        assert builds_of(tmp_path) == ["0", "slow 1", "slow 2"]


def test_the_page_waits_for_no_build(tmp_path: Path) -> None:
    with quick(tmp_path, "0") as server:
        server.until("/", "<body>0")
        write(tmp_path, "endless")
        eventually(lambda: str(builds_of(tmp_path)), lambda builds: "endless" in builds)
        assert "<body>0" in server.page("/")


def test_a_mistake_is_told_with_its_hint_and_goes_with_the_next_good_build(tmp_path: Path) -> None:
    with quick(tmp_path, "0") as server:
        server.until("/", "<body>0")
        told = server.told("/", "problems", lambda: write(tmp_path, "wrong <i>"))
        assert told["problems"] == [
            {
                "place": "content/page.md:1:1",
                "severity": "error",
                "code": "wrong",
                "message": "wrong <i>",
                "hint": "mend it",
            }
        ]
        assert "<body>0" in server.page("/")
        server.told("/", "reload", lambda: write(tmp_path, "0"))


def test_before_the_first_good_build_the_page_follows_the_list_of_problems(tmp_path: Path) -> None:
    with quick(tmp_path, "wrong <i>") as server:
        page = server.until("/any/where", "mend it")
        assert "wrong &lt;i&gt;" in page
        server.told("/", "reload", lambda: write(tmp_path, "wrong again"))
        assert "wrong again" in server.page("/any/where")
        server.told("/", "reload", lambda: write(tmp_path, "right"))
        assert "<body>right" in server.page("/")


def test_a_build_beside_the_preview_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "locked").touch()
    with quick(tmp_path, "free") as server:
        eventually(lambda: str(len(builds_of(tmp_path))), lambda builds: builds == "2")
        assert "mend" not in server.page("/")
        (tmp_path / "locked").unlink()
        server.until("/", "<body>free")
        assert server.end().count("Another build") == 1


def test_only_so_many_pages_are_kept_in_touch(tmp_path: Path) -> None:
    async def crowd(server: Server, query: str) -> None:
        connections = [await server.connect_as(query) for _ in range(MAX_CLIENTS)]
        with pytest.raises(HTTPClientError, match="403"):
            await server.connect_as(query)
        for connection in connections:
            connection.close()

    with quick(tmp_path, "0") as server:
        server.until("/", "<body>0")
        awaited(crowd(server, server.query("/")))


def test_drafts_are_shown_under_a_banner(tmp_path: Path) -> None:
    with quick(tmp_path, "0", drafts=True) as server:
        server.until("/", "<body>0")
        assert " data-drafts></script>" in server.page("/")


def test_where_the_first_port_is_taken_the_next_is_used(tmp_path: Path) -> None:
    with socket.socket() as taken:
        with suppress(OSError):  # somebody else has it: as good
            taken.bind(("127.0.0.1", FIRST_PORT))
            taken.listen()
        with quick(tmp_path, "0", port=0) as server:
            assert server.port > FIRST_PORT


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_and_its_build_at_once(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with quick(tmp_path, "endless") as server:
        helper = int(eventually(lambda: _text(tmp_path / "helper"), bool))
        began = time.monotonic()
        server.process.send_signal(number)
        assert server.process.wait(timeout=5) == code
        # A tenth of a second where nothing else runs; a machine full of tests takes longer.
        assert time.monotonic() - began < 3
        eventually(lambda: str(_is_running(helper)), lambda running: running == "False")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = _text(Path(f"/proc/{process}/stat"))
    return not state or state.rpartition(")")[2].split()[0] != "Z"


def test_two_looks_differ_after_any_change_and_never_follow_links(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    page = folder / "a.md"
    page.write_text("one", encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    before = look_at((folder,))
    assert before == look_at((folder,))
    for name in (".a.md.swp", "4913", ".#a.md", "a.md~", ".DS_Store"):
        (folder / name).write_text("x", encoding="utf-8")
    assert before == look_at((folder,))
    # Another file of the same size and the same time, as `cp -p` and git leave it.
    beside = folder / "new.md"
    beside.write_text("two", encoding="utf-8")
    os.utime(beside, ns=(page.stat().st_atime_ns, page.stat().st_mtime_ns))
    beside.replace(page)
    assert before != look_at((folder,))
    page.unlink()
    assert not [path for path in look_at((folder,)) if path.endswith(".md")]


def test_a_build_that_fails_without_a_word_is_a_problem_of_its_own() -> None:
    outcome = outcome_of(70, b"", b"Traceback\nboom\n")
    assert not outcome.is_sound
    assert outcome.problems[0].message == "boom"
    assert outcome_of(0, b"", b"").is_sound
