"""What the preview answers: the built website, to this machine only."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from livereload.handlers import LiveReloadHandler
from tornado import web
from tornado.websocket import WebSocketClosedError

from agora.serving.building import Outcome, Told

MAX_CLIENTS = 50
MAX_MESSAGE_BYTES = 2048
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_END = b"</body>"


@dataclass
class Preview:
    """What the server knows: where the website lies, what the last build said, who is looking.

    `base_path` has a slash at both ends. `token` is the word that a page of ours knows. `number`
    counts what there was to show: a page that was made from a former one is to be loaded again.
    """

    folder: Path
    token: str
    port: int
    shows_drafts: bool = False
    base_path: str = "/"
    number: int = 0
    is_built: bool = False
    problems: tuple[Told, ...] = ()
    clients: set[Socket] = field(default_factory=set)

    @property
    def script(self) -> bytes:
        drafts = " data-drafts" if self.shows_drafts else ""
        query = f"token={self.token}&amp;number={self.number}"
        return f'<script src="/__agora/reload.js?{query}"{drafts}></script>'.encode()

    @property
    def errors(self) -> tuple[Told, ...]:
        return tuple(told for told in self.problems if told.severity == "error")

    def take(self, outcome: Outcome) -> None:
        """Keep how a build ended, and tell every open page."""
        self.problems = outcome.problems
        # Before the first good build the problems are the page, so it is another one.
        if outcome.is_sound or not self.is_built:
            self.is_built = outcome.is_sound
            self.number += 1
        for client in tuple(self.clients):
            client.greet()

    def message_for(self, number: str) -> dict[str, object]:
        """For a page that was made when `number` was shown: load again, or what stops a newer one."""
        if number != str(self.number):
            return {"command": "reload", "path": "", "liveCSS": False}
        errors = [asdict(told) for told in self.errors] if self.is_built else []
        return {"command": "problems", "problems": errors}


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

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """A request that is no address of ours is no event; a fault of the program is one."""
        if not isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)


def refusal(headers: Mapping[str, str], port: int) -> int:
    """The status for a request that does not come from this machine's own pages; 0 where it may pass.

    A link on another website may lead here, as the person who follows it sees where it goes; nothing
    else from another website is answered, and no frame in it.
    """
    known = {name.lower(): value for name, value in headers.items()}
    ours = {f"{host}:{port}" for host in _HOSTS}
    if known.get("host", "") not in ours:
        return 421
    origin = known.get("origin")
    if origin is not None and origin not in {f"http://{host}" for host in ours}:
        return 403
    if known.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return 0
    followed = (known.get("sec-fetch-mode"), known.get("sec-fetch-dest"))
    return 0 if followed == ("navigate", "document") else 403


class Nowhere(Guarded):
    """What is no address at all, such as a proxy's request for another website."""

    def prepare(self) -> None:
        self.set_status(404)
        self.finish("")


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
        *folders, name = path.split("/")
        odd = any(part.startswith(".") or "\\" in part or "\0" in part for part in (*folders, name))
        if odd or "" in folders:
            self.missing()
            return
        try:
            file = self.preview.folder.resolve().joinpath(*folders, name)
            if name and file.is_dir():
                self.redirect(f"{self.preview.base_path}{quote(path)}/")
                return
            file = file if name else file / "index.html"
            # A link out of the folder is not ours: a build writes none.
            content = file.read_bytes() if file.resolve() == file else None
        except OSError:  # no such file, or a name that no file can have
            content = None
        if content is None:
            self.missing()
        elif file.suffix == ".html":
            self.page(content, 200)
        else:
            self.set_header("Content-Type", _media_type(file))
            self.finish(content)

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


class Socket(Guarded, LiveReloadHandler):  # type: ignore[misc]
    """The connection to an open page, in livereload's protocol; it closes on whoever is not one of ours."""

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
        self.greet()

    def on_close(self) -> None:
        self.preview.clients.discard(self)

    def on_message(self, message: str | bytes) -> None:
        try:
            said = json.loads(message)
        except (ValueError, RecursionError):
            self.close()
            return
        if isinstance(said, dict) and said.get("command") == "hello":
            super().on_message(json.dumps({"command": "hello"}))

    def greet(self) -> None:
        """Tell the page what there is for it, when it connects and after each build."""
        try:
            self.write_message(self.preview.message_for(self.get_query_argument("number", "")))
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
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; script-src 'self'; connect-src 'self'\">"
        f"<title>{title}</title></head><body><h1>{title}</h1><ol>{items}</ol></body></html>"
    ).encode()
