"""A finished website on 127.0.0.1, and the pages to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@dataclass(frozen=True)
class Website:
    """`folder` holds the built files; `address` ("http://127.0.0.1:40001/") leads to its first page."""

    folder: Path
    address: str

    def pages(self) -> list[Path]:
        """The files of all its pages."""
        return sorted(self.folder.rglob("*.html"))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: object) -> None:
        """Says nothing: a request is no event for a test."""


@contextmanager
def served(folder: Path) -> Iterator[Website]:
    """The folder on a free port, for as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Website(folder, f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
