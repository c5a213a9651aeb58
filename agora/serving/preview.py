"""`serve`: builds, serves on this machine, builds again after each change, and tells the open pages."""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
from pathlib import Path
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from agora.options import Options
from agora.serving.building import Builder, Outcome
from agora.serving.handlers import MAX_MESSAGE_BYTES, Preview, Script, Socket, Website
from agora.serving.watching import Look, look_at

ADDRESS = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 20
LOOK_SECONDS = 0.15


def serve(
    options: Options, command: tuple[str, ...], folders: tuple[Path, ...], port: int | None
) -> None:
    """Serve until Ctrl-C. `command` builds into `preview_folder(options)`, `folders` are watched.

    Raises OSError where the port, or every port that may be tried, is taken.
    """
    preview = Preview(preview_folder(options), secrets.token_urlsafe(16))
    sockets = _bound(port)
    preview.port = sockets[0].getsockname()[1]
    asyncio.run(_serve(options, preview, sockets, Builder(command), folders))


def preview_folder(options: Options) -> Path:
    """Where the preview's website lies: never in the place of the published one."""
    return options.cache / "preview" / "website"


def _bound(port: int | None) -> list[socket.socket]:
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    taken: OSError | None = None
    for candidate in ports:
        try:
            return bind_sockets(candidate, ADDRESS, socket.AF_INET)
        except OSError as fault:
            taken = fault
    raise OSError(taken.errno if taken else 0, f"port {ports[0]} is in use") from None


async def _serve(
    options: Options,
    preview: Preview,
    sockets: list[socket.socket],
    builder: Builder,
    folders: tuple[Path, ...],
) -> None:
    known = {"preview": preview}
    routes = [
        (r"/__agora/reload\.js", Script, known),
        (r"/__agora/socket", Socket, known),
        (r"/(.*)", Website, known),
    ]
    application = Application(
        routes, websocket_max_message_size=MAX_MESSAGE_BYTES, log_function=lambda handler: None
    )
    server = HTTPServer(application)
    server.add_sockets(sockets)
    options.say(f"Preview on http://{ADDRESS}:{preview.port}/ for you alone; Ctrl-C ends it.")
    try:
        await _follow(options, preview, builder, folders)
    finally:
        builder.stop()
        server.stop()


async def _follow(
    options: Options, preview: Preview, builder: Builder, folders: tuple[Path, ...]
) -> None:
    """Build at once, then after each burst of changes; what changes during a build is built again."""
    built_from: Look | None = None
    seen = await asyncio.to_thread(look_at, folders)
    while True:
        if built_from != seen:
            built_from = seen
            _publish(options, preview, await builder.build())
        await asyncio.sleep(LOOK_SECONDS)
        seen = await _settled(folders, built_from)


async def _settled(folders: tuple[Path, ...], before: Look) -> Look:
    """What stands there; after a change not before two looks in a row are the same."""
    seen = await asyncio.to_thread(look_at, folders)
    while seen != before:
        await asyncio.sleep(LOOK_SECONDS)
        again = await asyncio.to_thread(look_at, folders)
        if again == seen:
            break
        seen = again
    return seen


def _publish(options: Options, preview: Preview, outcome: Outcome) -> None:
    """Tell the pages and the terminal how a build ended."""
    preview.problems = outcome.problems
    for told in outcome.problems:
        options.say(f"{told.place}: {told.severity}[{told.code}]: {told.message}")
        if told.hint:
            options.say(f"  hint: {told.hint}")
    if outcome.is_sound:
        preview.is_built = True
        preview.base_path = _base_path(preview.folder)
        preview.tell({"command": "reload", "path": "", "liveCSS": False})
        options.say("Built.")
    else:
        preview.tell(preview.message())


def _base_path(folder: Path) -> str:
    """The path that the website was built for, as its robots.txt tells search engines."""
    robots = (folder / "robots.txt").read_text(encoding="utf-8")
    found = re.search(r"^Sitemap: (\S+)/sitemap\.xml$", robots, re.MULTILINE)
    return urlsplit(found[1]).path.rstrip("/") + "/" if found else "/"
