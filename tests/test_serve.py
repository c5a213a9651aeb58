"""The preview: a real server, real edits, and the probes of somebody who should not be answered."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TypeVar

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from agora.serving.building import outcome_of
from agora.serving.watching import look_at
from tests.workspace import PROJECT, Workspace

Website = Callable[[str], Workspace]
ResultT = TypeVar("ResultT")

ABOUT = """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/market/
default_language: en
languages: [en]
-- content/pages/about.md --
---
title: About
updated: 2026-01-01
---
First words.
"""


@dataclass
class Server:
    workspace: Workspace
    port: int
    process: subprocess.Popen[str]

    def get(self, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection.getresponse()

    def page(self, path: str) -> str:
        return self.get(path).read().decode()

    def until(self, path: str, words: str) -> str:
        """The page as soon as it holds the words."""
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            page = self.page(path)
            if words in page:
                return page
            time.sleep(0.05)
        raise AssertionError(f"{path} never held {words!r}")

    @property
    def token(self) -> str:
        found = re.search(r"reload\.js\?token=([\w-]+)", self.page("/market/about/"))
        assert found
        return found[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(workspace: Workspace) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, str(PROJECT / "build.py"), "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--root", str(workspace.root)], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    assert f":{port}/" in process.stderr.readline()
    try:
        yield Server(workspace, port, process)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def server(website: Website) -> Iterator[Server]:
    with started(website(ABOUT)) as running:
        running.until("/market/about/", "First words.")
        yield running


def test_a_saved_change_is_served_and_a_mistake_leaves_the_last_good_page(server: Server) -> None:
    about = "content/pages/about.md"
    server.workspace.edit(about, "First", "Second")
    server.until("/market/about/", "Second words.")
    server.workspace.edit(about, "title: About", "titel: About")
    told = json.loads(messages(server, lambda said: "field-unknown" in said)[-1])
    assert told["command"] == "problems"
    assert {problem["code"] for problem in told["problems"]} == {"field-unknown", "field-missing"}
    assert "Second words." in server.page("/market/about/")
    server.workspace.edit(about, "titel: About", "title: About")
    server.workspace.edit(about, "Second", "Third")
    server.until("/market/about/", "Third words.")
    assert not (server.workspace.root / "output").exists()


def test_every_build_is_announced_however_soon_it_follows_the_last(server: Server) -> None:
    about = "content/pages/about.md"
    for number in range(3):

        def edit(number: int = number) -> None:
            server.workspace.edit(about, "words.", f"words {number}.".replace("words", "words."))

        assert any('"reload"' in said for said in messages(server, lambda s: '"reload"' in s, edit))


def messages(
    server: Server, ends: Callable[[str], bool], first: Callable[[], None] | None = None
) -> list[str]:
    """What the socket says until a message that ends it."""

    async def listen() -> list[str]:
        url = f"ws://127.0.0.1:{server.port}/__agora/socket?token={server.token}"
        request = HTTPRequest(url, headers={"Origin": f"http://127.0.0.1:{server.port}"})
        connection = await websocket_connect(request)
        if first:
            first()
        heard: list[str] = []
        while True:
            said = await connection.read_message()
            assert isinstance(said, str)
            heard.append(said)
            if ends(said):
                connection.close()
                return heard

    return in_a_loop_of_its_own(listen)


def in_a_loop_of_its_own(work: Callable[[], Coroutine[None, None, ResultT]]) -> ResultT:
    """Run it in a thread: a browser test of the same process may have a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(asyncio.wait_for(work(), 20))).result()


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/market/", {"Host": "evil.example"}, 421),
        ("/market/", {"Host": "127.0.0.1"}, 421),
        ("/market/", {"Origin": "https://evil.example"}, 403),
        ("/market/", {"Origin": "null"}, 403),
        ("/market/", {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
        ("/market/", {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}, 200),
        ("/", {}, 302),
        ("/market", {}, 302),
        ("/market/about", {}, 302),
        ("/market/nowhere/", {}, 404),
        ("/market/about/index.html/x", {}, 404),
        ("/market/../../content/marketplace.yaml", {}, 404),
        ("/market/%2e%2e/%2e%2e/content/marketplace.yaml", {}, 404),
        ("/market/..%2f..%2fbuild.lock", {}, 404),
        ("/market//etc/passwd", {}, 404),
        ("/market/..%5c..%5cx", {}, 404),
        ("/market/%00", {}, 404),
        ("/market/.git/config", {}, 404),
        ("/.env", {}, 404),
        ("/forcereload?path=x", {}, 404),
        ("/livereload", {}, 404),
        ("/__agora/socket?token=wrong", {}, 403),
    ],
)
def test_strangers_and_odd_addresses_get_nothing(
    shared: Server, path: str, headers: dict[str, str], status: int
) -> None:
    answer = shared.get(path, **headers)
    assert answer.status == status
    assert b"Test Market" not in answer.read() or status in (200, 404)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(Workspace(tmp_path_factory.mktemp("served")).add(ABOUT)) as running:
        running.until("/market/about/", "First words.")
        yield running


def test_an_answer_tells_browsers_to_keep_it_to_themselves(shared: Server) -> None:
    answer = shared.get("/market/about/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Server" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
    length = len(answer.read())
    head = shared.get("/market/about/", "HEAD")
    assert (head.headers["Content-Length"], head.read()) == (str(length), b"")


def test_a_missing_page_is_the_websites_own(shared: Server) -> None:
    assert "Test Market" in shared.page("/market/nowhere/")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_the_socket_refuses_other_origins(shared: Server, origin: str) -> None:
    async def connect() -> None:
        url = f"ws://127.0.0.1:{shared.port}/__agora/socket?token={shared.token}"
        await websocket_connect(HTTPRequest(url, headers={"Origin": origin}))

    with pytest.raises(HTTPClientError, match="403"):
        in_a_loop_of_its_own(connect)


def test_before_the_first_good_build_the_page_lists_what_to_mend(website: Website) -> None:
    workspace = website(ABOUT.replace("title: About", "titel: <b>About</b>"))
    with started(workspace) as running:
        page = running.until("/anything/", "field-unknown")
        assert "content/pages/about.md:2:1" in page
        assert "<b>" not in page
        workspace.edit("content/pages/about.md", "titel: <b>About</b>", "title: About")
        running.until("/market/about/", "First words.")


def test_a_port_that_is_taken_is_told(website: Website) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = website(ABOUT).run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "in use" in done.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once(website: Website, number: int, code: int) -> None:
    with started(website(ABOUT)) as running:
        running.process.send_signal(number)
        assert running.process.wait(timeout=5) == code


def test_two_looks_differ_after_any_change_and_never_follow_links(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "a.md").write_text("one", encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    before = look_at((folder,))
    assert before == look_at((folder,))
    (folder / ".a.md.swp").write_text("x", encoding="utf-8")
    assert before == look_at((folder,))
    (folder / "new.md").write_text("two", encoding="utf-8")
    (folder / "new.md").replace(folder / "a.md")
    assert before != look_at((folder,))


def test_a_build_that_fails_without_a_word_is_a_problem_of_its_own() -> None:
    outcome = outcome_of(70, b"", b"Traceback\nboom\n")
    assert not outcome.is_sound
    assert outcome.problems[0].message == "boom"
    assert outcome_of(0, b"", b"").is_sound
