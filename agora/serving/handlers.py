"""What the preview answers: the built website, to this machine only."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

from livereload.handlers import LiveReloadHandler
from tornado import web
from tornado.websocket import WebSocketClosedError

from agora.serving.building import Told

MAX_CLIENTS = 50
MAX_MESSAGE_BYTES = 2048
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_END = b"</body>"


@dataclass
class Preview:
    """What the server knows: where the website lies, what the last build said, who is looking.

    `base_path` has a slash at both ends. `token` is the word that a page of ours knows.
    """

    folder: Path
    token: str
    port: int = 0
    base_path: str = "/"
    is_built: bool = False
    problems: tuple[Told, ...] = ()
    clients: set[Socket] = field(default_factory=set)

    @property
    def script(self) -> bytes:
        return f'<script src="/__agora/reload.js?token={self.token}"></script>'.encode()

    def message(self) -> dict[str, object]:
        """What stops the website from being built, for the page."""
        errors = [asdict(told) for told in self.problems if told.severity == "error"]
        return {"command": "problems", "problems": errors}

    def tell(self, message: dict[str, object]) -> None:
        for client in tuple(self.clients):
            client.tell(message)


class Guarded(web.RequestHandler):
    """Answers our own name only, and tells browsers to keep everything to themselves."""

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in (
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
        ):
            self.set_header(name, value)

    def prepare(self) -> None:
        refused = refusal(self.request.headers, self.preview.port)
        if refused:
            self.set_status(refused)
            self.finish("")

    def write_error(self, status_code: int, **_: object) -> None:
        self.finish("")

    def log_exception(self, *_: object) -> None:
        """A request that is no address of ours is no event."""


def refusal(headers: Mapping[str, str], port: int) -> int:
    """The status for a request that does not come from this machine's own pages; 0 where it may pass."""
    known = {name.lower(): value for name, value in headers.items()}
    ours = {f"{host}:{port}" for host in _HOSTS}
    if known.get("host", "") not in ours:
        return 421
    origin = known.get("origin")
    if origin is not None and urlsplit(origin).netloc not in ours:
        return 403
    site, mode = known.get("sec-fetch-site", "none"), known.get("sec-fetch-mode", "navigate")
    return 403 if site not in ("none", "same-origin") and mode != "navigate" else 0


class Website(Guarded):
    """The files of the built website, as a web server would give them."""

    def get(self, path: str) -> None:
        preview = self.preview
        if not preview.is_built:
            self.page(_waiting(preview), 200 if not preview.problems else 503)
            return
        if not path.startswith(preview.base_path.lstrip("/")):
            if not path or f"{path}/" == preview.base_path.lstrip("/"):
                self.redirect(preview.base_path)
            else:
                self.missing()
            return
        self.give(path.removeprefix(preview.base_path.lstrip("/")))

    head = get

    def give(self, path: str) -> None:
        names = path.split("/")
        if any(name.startswith(".") or "\\" in name or "\0" in name for name in names):
            self.missing()
            return
        file = self.preview.folder.joinpath(*names)
        if file.is_dir():
            if path and not path.endswith("/"):
                self.redirect(f"{self.preview.base_path}{quote(path)}/")
                return
            file = file / "index.html"
        if "" in names[:-1] or not file.is_file():
            self.missing()
        elif file.suffix == ".html":
            self.page(file.read_bytes(), 200)
        else:
            self.set_header("Content-Type", _media_type(file))
            self.finish(file.read_bytes())

    def missing(self) -> None:
        """The website's own page for what is not there."""
        page = self.preview.folder / "404.html"
        self.page(page.read_bytes() if page.is_file() else b"", 404)

    def page(self, html: bytes, status: int) -> None:
        before, end, after = html.rpartition(_END)
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(
            before + self.preview.script + end + after if end else html + self.preview.script
        )


class Script(Guarded):
    """The few lines that reload a page."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(files(__package__).joinpath("reload.js").read_bytes())

    head = get


class Socket(LiveReloadHandler):  # type: ignore[misc]
    """The connection to an open page, in livereload's protocol; it closes on whoever is not one of ours."""

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def check_origin(self, origin: str) -> bool:
        return not refusal({**self.request.headers, "Origin": origin}, self.preview.port)

    def prepare(self) -> None:
        stranger = self.get_query_argument("token", "") != self.preview.token
        refused = refusal(self.request.headers, self.preview.port)
        if refused or stranger or len(self.preview.clients) >= MAX_CLIENTS:
            self.set_status(refused or 403)
            self.finish("")

    def open(self, *_: str) -> None:
        self.preview.clients.add(self)
        self.tell(self.preview.message())

    def on_close(self) -> None:
        self.preview.clients.discard(self)

    def on_message(self, message: str | bytes) -> None:
        try:
            said = json.loads(message)
        except ValueError:
            self.close()
            return
        if isinstance(said, dict) and said.get("command") == "hello":
            super().on_message(json.dumps({"command": "hello"}))

    def tell(self, message: dict[str, object]) -> None:
        try:
            self.write_message(message)
        except WebSocketClosedError:
            self.preview.clients.discard(self)


def _media_type(file: Path) -> str:
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    is_text = guessed.startswith("text/") or guessed.endswith(("json", "xml", "javascript"))
    return f"{guessed}; charset=utf-8" if is_text else guessed


def _waiting(preview: Preview) -> bytes:
    """The page before the first good build: what stops it, or that it is on its way."""
    items = "".join(
        f"<li><code>{escape(told.place)}</code> {escape(told.severity)}[{escape(told.code)}]: "
        f"{escape(told.message)}{f'<br>hint: {escape(told.hint)}' if told.hint else ''}</li>"
        for told in preview.problems
    )
    title = "Mend these, and the website appears" if items else "The website is being built"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><h1>{title}</h1><ol>{items}</ol></body></html>"
    ).encode()
