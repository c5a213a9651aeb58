"""The preview: a real website, real edits, and the probes of somebody who should not be answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClientConnection

from agora.serving.handlers import MAX_MESSAGE_BYTES
from tests.served import Server, awaited, free_port, served
from tests.workspace import Workspace

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
PAGE = "content/pages/about.md"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(Workspace(tmp_path_factory.mktemp("served")).add(ABOUT).root) as running:
        running.until("/market/about/", "First words.")
        yield running


def test_an_editor_sees_what_to_mend_then_each_change_and_never_a_broken_page(
    website: Callable[[str], Workspace],
) -> None:
    workspace = website(ABOUT.replace("title: About", "titel: <b>About</b>"))
    with served(workspace.root) as server:
        page = server.until("/anything/", "field-unknown")
        assert f"{PAGE}:2:1" in page
        assert "<b>" not in page

        def mend() -> None:
            workspace.edit(PAGE, "titel: <b>About</b>", "title: About")

        server.told("/", "reload", mend)
        assert "First words." in server.page("/market/about/")

        def err() -> None:
            workspace.edit(PAGE, "title: About", "titel: About")

        problems = str(server.told("/market/about/", "problems", err)["problems"])
        assert "field-unknown" in problems
        assert "field-missing" in problems
        assert "First words." in server.page("/market/about/")
        workspace.edit(PAGE, "titel: About", "title: About")
        workspace.edit(PAGE, "First", "Second")
        server.until("/market/about/", "Second words.")
        assert not (workspace.root / "output").exists()


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/market/", {"Host": "evil.example"}, 421),
        ("/market/", {"Host": "127.0.0.1"}, 421),
        ("/market/", {"Origin": "https://evil.example"}, 403),
        ("/market/", {"Origin": "null"}, 403),
        ("/market/", {"Origin": "https://127.0.0.1:{port}"}, 403),
        ("/market/", {"Origin": "http://127.0.0.1:{port}"}, 200),
        ("/market/", {"Host": "localhost:{port}", "Origin": "http://localhost:{port}"}, 200),
        ("/market/", {"Host": "[::1]:{port}"}, 200),
        ("/market/", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/market/", {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "no-cors"}, 403),
        ("/__agora/reload.js", {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
        ("/", {}, 302),
        ("/market", {}, 302),
        ("/market/about", {}, 302),
        ("/market/about/", {"Range": "bytes=0-3"}, 200),
        ("/market/nowhere/", {}, 404),
        ("/market/about/index.html/x", {}, 404),
        ("/market/" + "a" * 300, {}, 404),
        ("/market//about", {}, 404),
        ("/market/../../content/marketplace.yaml", {}, 404),
        ("/market/%2e%2e/%2e%2e/content/marketplace.yaml", {}, 404),
        ("/market/..%2f..%2fbuild.lock", {}, 404),
        ("/market/%2e%2e%5c%2e%2e%5cbuild.lock", {}, 404),
        ("/market//etc/passwd", {}, 404),
        ("//etc/passwd", {}, 404),
        ("/market/..%5c..%5cx", {}, 404),
        ("/market/%00", {}, 404),
        ("/market/.agora.json", {}, 404),
        ("/market/.git/config", {}, 404),
        ("/.env", {}, 404),
        ("/market/about/%ff", {}, 400),
        ("http://evil.example/", {}, 404),
        ("/forcereload?path=x", {}, 404),
        ("/livereload", {}, 404),
        ("/__agora/socket?token=wrong", {}, 403),
    ],
)
def test_strangers_and_odd_addresses_get_nothing(
    server: Server, path: str, headers: dict[str, str], status: int
) -> None:
    ours = {name: value.replace("{port}", str(server.port)) for name, value in headers.items()}
    answer = server.get(path, **ours)
    assert answer.status == status
    assert "Server" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"Test Market" not in answer.read() or status in (200, 404)


@pytest.mark.parametrize(("shown_in", "status"), [("document", 200), ("iframe", 403)])
def test_a_link_from_another_website_may_be_followed_but_not_framed(
    server: Server, shown_in: str, status: int
) -> None:
    said = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert server.get("/market/", Sec_Fetch_Dest=shown_in, **said).status == status


def test_an_answer_tells_browsers_to_keep_it_to_themselves(server: Server) -> None:
    answer = server.get("/market/about/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Access-Control-Allow-Origin" not in answer.headers
    length = len(answer.read())
    head = server.get("/market/about/", "HEAD")
    assert (head.headers["Content-Length"], head.read()) == (str(length), b"")


def test_a_page_of_the_preview_may_run_its_script_and_nothing_more(server: Server) -> None:
    page = server.page("/market/about/")
    assert "script-src &#39;self&#39;" in page
    assert "connect-src &#39;self&#39;" in page
    assert page.rstrip().endswith("</script></body>\n</html>")


def test_nothing_can_be_sent_to_it(server: Server) -> None:
    assert server.get("/market/about/", "POST", Content_Length="0").status == 405


def test_a_missing_page_is_the_websites_own(server: Server) -> None:
    assert "Test Market" in server.page("/market/nowhere/")


def test_a_link_out_of_the_website_is_not_followed(server: Server) -> None:
    website = server.root / ".cache" / "preview" / "website"
    (website / "out.yaml").symlink_to(server.root / "content" / "marketplace.yaml")
    (website / "all").symlink_to(server.root)
    assert server.get("/market/out.yaml").status == 404
    assert server.get("/market/all/content/marketplace.yaml").status == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_the_socket_refuses_other_origins(server: Server, origin: str) -> None:
    async def connect() -> WebSocketClientConnection:
        return await server.connect("/market/", origin)

    with pytest.raises(HTTPClientError, match="403"):
        awaited(connect())


@pytest.mark.parametrize(
    "message", ["nonsense", "[" * 2000, '"' + "x" * MAX_MESSAGE_BYTES + '"', b"\xff"]
)
def test_the_socket_closes_on_what_is_not_its_language(
    server: Server, message: str | bytes
) -> None:
    async def say() -> str | bytes | None:
        connection = await server.connect("/market/")
        await connection.read_message()
        await connection.write_message(message, binary=isinstance(message, bytes))
        return await asyncio.wait_for(connection.read_message(), 5)

    assert awaited(say()) is None


def test_the_socket_speaks_the_protocol_of_livereload(server: Server) -> None:
    async def greet() -> str | bytes | None:
        connection = await server.connect("/market/")
        await connection.read_message()
        await connection.write_message('{"command": "hello"}')
        return await asyncio.wait_for(connection.read_message(), 5)

    assert "http://livereload.com/protocols/official-7" in str(awaited(greet()))


def test_a_folder_without_a_marketplace_is_told_at_once(
    website: Callable[[str], Workspace],
) -> None:
    workspace = website("")
    (workspace.root / "content" / "marketplace.yaml").unlink()
    done = workspace.run("serve", "--port", str(free_port()))
    assert done.returncode == 2
    assert "holds no content/marketplace.yaml" in done.stderr


def test_a_port_that_was_asked_for_and_is_taken_is_told(
    server: Server, website: Callable[[str], Workspace]
) -> None:
    done = website(ABOUT).run("serve", "--port", str(server.port))
    assert done.returncode == 3
    assert f"port {server.port}: Address already in use" in done.stderr
