"""A preview that runs as a process of its own, and what a browser or a stranger would ask it."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TypeVar

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.workspace import PROJECT

PATIENCE_SECONDS = 20
AnswerT = TypeVar("AnswerT")


@dataclass
class Server:
    root: Path
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
        return eventually(lambda: self.page(path), lambda page: words in page)

    def connect(self, path: str, origin: str | None = None) -> Awaitable[WebSocketClientConnection]:
        """A socket as the script of the page at `path` opens it."""
        return self.connect_as(self.query(path), origin)

    def query(self, path: str) -> str:
        """What the script of the page at `path` knows: the token, and what the page was made from."""
        address = re.search(r"reload\.js(\?[^\"]+)", self.page(path))
        assert address
        return address[1].replace("&amp;", "&")

    def connect_as(
        self, query: str, origin: str | None = None
    ) -> Awaitable[WebSocketClientConnection]:
        url = f"ws://127.0.0.1:{self.port}/__agora/socket{query}"
        said = f"http://127.0.0.1:{self.port}" if origin is None else origin
        return websocket_connect(HTTPRequest(url, headers={"Origin": said}))

    def first_told(self, query: str) -> dict[str, object]:
        """What a page that knows this is told when it connects."""

        async def listen() -> dict[str, object]:
            connection = await self.connect_as(query)
            said: dict[str, object] = json.loads(str(await connection.read_message()))
            connection.close()
            return said

        return awaited(listen())

    def end(self) -> str:
        """End it as a supervisor does, and give what it said on standard error."""
        self.process.terminate()
        return self.process.communicate()[1]

    def told(self, path: str, command: str, first: Callable[[], object] = str) -> dict[str, object]:
        """What the open page at `path` is told with this command, and not empty, after `first`."""

        async def listen() -> dict[str, object]:
            connection = await self.connect(path)
            first()
            while True:
                said: Mapping[str, object] = json.loads(str(await connection.read_message()))
                if said["command"] == command and said.get("problems") != []:
                    connection.close()
                    return dict(said)

        return awaited(listen())


def awaited(coroutine: Coroutine[object, object, AnswerT]) -> AnswerT:
    """Its result. In a thread of its own, as a browser of another test may keep a loop in this one."""

    async def patiently() -> AnswerT:
        return await asyncio.wait_for(coroutine, PATIENCE_SECONDS)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, patiently()).result()


def eventually(look: Callable[[], str], holds: Callable[[str], bool]) -> str:
    """What `look` sees as soon as it holds."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds(seen := look()):
        assert time.monotonic() < ends, seen
        time.sleep(0.03)
    return seen


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(root: Path, *command: str) -> Iterator[Server]:
    """The server that a command of Python starts, as soon as it says where it is."""
    process = subprocess.Popen(
        [sys.executable, *command], stderr=subprocess.PIPE, text=True, cwd=PROJECT
    )
    try:
        assert process.stderr
        address = None
        while not address:
            line = process.stderr.readline()
            assert line, "the preview ended before it began"
            address = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        yield Server(root, int(address[1]), process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate()


def served(root: Path, port: int | None = None) -> AbstractContextManager[Server]:
    """`build.py serve` for this root, on this port or on a free one."""
    at = str(port or free_port())
    return running(root, "build.py", "serve", "--port", at, "--root", str(root))


# A server with a build of its own: quick, and it does what a text says.
_SERVE = """
import datetime as dt, sys
from pathlib import Path
from agora.options import Options
from agora.serving import serve

root, port, drafts = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "True"
now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
options = Options(root, root / "output", now, "", 1, "", drafts, False, "text", True, False, False)
command = (sys.executable, "-S", str(root / "build.py"), str(root))
sys.exit(serve(options, command, (root / "content",), int(port) or None))
"""
_BUILD = """
import json, subprocess, sys, time
from pathlib import Path

root = Path(sys.argv[1])
text = (root / "content" / "page.md").read_text()
with (root / "builds").open("a") as builds:
    builds.write(text + "\\n")
if "slow" in text:
    time.sleep(0.6)
if "endless" in text:
    helper = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    (root / "helper").write_text(str(helper.pid))
    time.sleep(60)
if (root / "locked").exists():
    sys.exit(4)
if "wrong" in text:
    problem = {"path": "content/page.md", "line": 1, "column": 1, "severity": "error"}
    problem |= {"code": "wrong", "message": text, "hint": "mend it"}
    print(json.dumps({"problems": [problem]}))
    sys.exit(1)
out = root / ".cache" / "preview" / "website"
out.mkdir(parents=True, exist_ok=True)
(out / "index.html").write_text(f"<body>{text}</body>")
"""


@contextmanager
def quick(
    root: Path, text: str, *, port: int | None = None, drafts: bool = False
) -> Iterator[Server]:
    """A preview of one page with this text, whose build takes no time. Port 0: the first free one."""
    (root / "content").mkdir()
    (root / "build.py").write_text(_BUILD, encoding="utf-8")
    write(root, text)
    at = str(free_port()) if port is None else str(port)
    with running(root, "-c", _SERVE, str(root), at, str(drafts)) as server:
        yield server


def write(root: Path, text: str) -> None:
    """Save the page as many editors do: a new file takes the place of the old one."""
    beside = root / "content" / ".#page.md"
    beside.write_text(text, encoding="utf-8")
    beside.replace(root / "content" / "page.md")


def builds_of(root: Path) -> list[str]:
    """The text that each build began with."""
    file = root / "builds"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
