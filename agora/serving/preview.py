"""`serve`: builds, serves on this machine, builds again after each change, and tells the open pages."""

from __future__ import annotations

import asyncio
import re
import secrets
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from agora.options import Options
from agora.serving.building import Builder, Outcome
from agora.serving.handlers import MAX_MESSAGE_BYTES, Nowhere, Preview, Script, Socket, Website
from agora.serving.watching import Look, look_at

ADDRESS = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 20
LOOK_SECONDS = 0.15


def serve(
    options: Options, command: tuple[str, ...], folders: tuple[Path, ...], port: int | None
) -> int:
    """Serve until a signal, and give the exit code for it: 130 for Ctrl-C, 143 for SIGTERM.

    `command` builds into `preview_folder(options)`, `folders` are watched. Raises OSError where the
    port, or every port that may be tried, is taken.
    """
    sockets = _bound(port, options.say)
    preview = Preview(
        folder=preview_folder(options),
        token=secrets.token_urlsafe(16),
        port=sockets[0].getsockname()[1],
        shows_drafts=options.drafts,
    )
    return asyncio.run(_serve(options, preview, sockets, Builder(command, options.say), folders))


def preview_folder(options: Options) -> Path:
    """Where the preview's website lies: never in the place of the published one."""
    return options.cache / "preview" / "website"


def _bound(port: int | None, say: Callable[[str], None]) -> list[socket.socket]:
    last = FIRST_PORT + PORTS_TRIED - 1
    candidate = FIRST_PORT if port is None else port
    while True:
        try:
            return bind_sockets(candidate, ADDRESS, socket.AF_INET)
        except OSError as fault:
            if port is not None or candidate == last:
                raise OSError(fault.errno, fault.strerror, f"port {candidate}") from None
            say(f"Port {candidate} cannot be had ({fault.strerror}); trying the next one.")
            candidate += 1


async def _serve(
    options: Options,
    preview: Preview,
    sockets: list[socket.socket],
    builder: Builder,
    folders: tuple[Path, ...],
) -> int:
    known = {"preview": preview}
    routes = [
        (r"/__agora/reload\.js", Script, known),
        (r"/__agora/socket", Socket, known),
        (r"/(.*)", Website, known),
    ]
    application = Application(
        routes,
        default_handler_class=Nowhere,
        default_handler_args=known,
        websocket_max_message_size=MAX_MESSAGE_BYTES,
        log_function=lambda handler: None,
    )
    server = HTTPServer(application, max_body_size=MAX_MESSAGE_BYTES)
    server.add_sockets(sockets)
    options.say(
        f"Preview on http://{ADDRESS}:{preview.port}/ for this machine only, not for the internet; "
        "Ctrl-C ends it."
    )
    following = asyncio.create_task(_follow(options, preview, builder, folders))
    stopped = asyncio.create_task(_signalled())
    try:
        await asyncio.wait({following, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if following.done():
            following.result()  # it ends only with a fault
        return await stopped
    finally:
        following.cancel()
        server.stop()
        await builder.stop()


async def _signalled() -> int:
    """Wait for a signal that asks for the end, and give the exit code for it.

    The loop is told by the system; an exception out of a signal's function could be raised inside any
    callback, and would be lost there.
    """
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[int] = loop.create_future()

    def stop(number: signal.Signals) -> None:
        if not stopped.done():
            stopped.set_result(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    return await stopped


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
    known = frozenset(preview.problems)
    for told in outcome.problems:
        if told in known:
            continue  # the terminal shows it already
        options.say(f"{told.place}: {told.severity}[{told.code}]: {told.message}")
        if told.hint:
            options.say(f"  hint: {told.hint}")
    if outcome.is_sound:
        preview.base_path = _base_path(preview.folder)
    preview.take(outcome)
    options.say("Built." if outcome.is_sound else f"Not built: {len(preview.errors)} to mend.")


def _base_path(folder: Path) -> str:
    """The path that the website was built for, as its robots.txt tells search engines."""
    robots = folder / "robots.txt"
    text = robots.read_text(encoding="utf-8") if robots.is_file() else ""
    found = re.search(r"^Sitemap: (\S+)/sitemap\.xml$", text, re.MULTILINE)
    return urlsplit(found[1]).path.rstrip("/") + "/" if found else "/"
