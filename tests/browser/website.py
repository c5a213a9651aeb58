"""A finished website on 127.0.0.1, and the pages to look at."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import unquote

PAGES_OF: Mapping[str, tuple[str, ...]] = {
    "home": ("", "es/"),
    "list": ("sites/", "cities/page/2/", "events/"),
    "themes": ("themes/",),
    "a-z": ("a-z/",),
    "404": ("404.html",),
    "entry": (
        "topics/scalable-cities/",
        "sites/storm-heerlen/",
        "es/sites/storm-heerlen/",
        "es/sites/matchup-valencia/",
        "projects/matchup/",
        "cities/valencia/",
        "themes/energy/",
        "initiatives/small-giants/",
        "solutions/mobility-islands/",
        "events/small-giants-barcelona-2022/",
        "about/",
    ),
    "explore": ("explore/",),
    "facet": ("explore/theme/energy/", "explore/country/es/"),
    "map": ("map/",),
    "search": ("search/",),
    "compare": ("compare/",),
    "comparison": ("compare/heerlen/",),
}
"""Pages of the built website by their template: of each type that shows something of its own."""

PATHS = tuple(path for paths in PAGES_OF.values() for path in paths)
HEAVY = ("explore/", "map/", "a-z/")
"""The pages that list everything, which may weigh more."""

PACKET_BYTES = 1_400
"""What fits into one packet of a network."""


@dataclass(frozen=True)
class Website:
    """`folder` holds the built files; `address` ("http://127.0.0.1:40001/") leads to its first page."""

    folder: Path
    address: str

    def pages(self) -> list[Path]:
        """The files of all its pages."""
        return sorted(self.folder.rglob("*.html"))

    def written_pages(self) -> list[str]:
        """The paths of all pages that are read: not those that only lead elsewhere."""
        return [
            page.relative_to(self.folder).as_posix()
            for page in self.pages()
            if b'http-equiv="refresh"' not in page.read_bytes()
        ]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: object) -> None:
        """Says nothing: a request is no event for a test."""


class Slow(Quiet):
    """The server of a website over a phone's line: 1.6 Mbit/s for all connections together, and 150 ms.

    Texts are sent as gzip, and connections stay open. The line is slow here and not in Chromium, whose
    own emulation now and then keeps answers back for good: in 4 of 148 views on a busy machine, where
    the server had sent everything.
    """

    protocol_version = "HTTP/1.1"
    line = Lock()
    bytes_per_s = 1_600_000 // 8
    latency_s = 0.15

    def do_GET(self) -> None:
        time.sleep(self.latency_s)
        path = Path(self.translate_path(unquote(self.path)))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        self.send_response(200)
        content = path.read_bytes()
        if path.suffix in (".html", ".css", ".js", ".json", ".svg"):
            content = _packed(path)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(ConnectionError):  # the browser has left, with a picture on its way
            self.send(content)

    def send(self, content: bytes) -> None:
        for start in range(0, len(content), PACKET_BYTES):
            packet = content[start : start + PACKET_BYTES]
            with self.line:
                time.sleep(len(packet) / self.bytes_per_s)
                self.wfile.write(packet)


@lru_cache(maxsize=512)
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes())


class InPieces(Quiet):
    """Sends a page in pieces, so that a browser paints it before it is whole, as over a slow line."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(unquote(self.path)))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix != ".html":
            return super().do_GET()
        head, _, rest = path.read_bytes().partition(b"<body")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        for piece, pause_s in _pieces(head, b"<body" + rest):
            self.wfile.write(piece)
            time.sleep(pause_s)


def _pieces(head: bytes, rest: bytes, count: int = 48) -> Iterator[tuple[bytes, float]]:
    """The head, with time for the style sheets that it asks for; the rest in equal parts."""
    yield head, 0.3
    size = len(rest) // count + 1
    for start in range(0, len(rest), size):
        yield rest[start : start + size], 0.02


@contextmanager
def served(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[Website]:
    """The folder on a free port, for as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Website(folder, f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
