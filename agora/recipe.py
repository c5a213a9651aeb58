"""A website that was made before: where the bytes of its files are, so that it need not be made again.

The same inputs on the same day are the same website. Its files lie in the store already (pages and feeds
under the keys that they were made by, all others under the digest of their content), and a recipe says
which. So a website comes back at the speed of writing it: after a fresh checkout, after a branch was left
and entered again, and where the output folder was deleted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from agora.fingerprint import digest
from agora.memo import Inputs, day_in
from agora.outputs import Kept, Output
from agora.problems import Place, Problem
from agora.store import Lost, Store, Value, key_of, pack


@dataclass(frozen=True, slots=True)
class Known:
    """A website with what was told when it was made."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]
    entries: int
    pages: int
    zone: str


def note(store: Store, inputs: Inputs, today: str, website: Known) -> None:
    """Keep a website's recipe, those of its files that the store has not got, and what it was made from."""
    rows: list[tuple[object, ...]] = []
    files: dict[bytes, bytes] = {}
    for output in website.outputs:
        kept = output.kept
        if output.copy_of:
            rows.append((output.path, output.copy_of))
        elif kept is not None and kept.key:
            rows.append((output.path, kept.sha256, kept.size_bytes, kept.key.hex(), kept.start))
        else:
            content = kept.read() if kept else output.content
            sha256 = digest(content)
            files[_file_key(sha256)] = content
            rows.append((output.path, sha256, len(content), _file_key(sha256).hex(), 0))
    there = store.heads(files)
    store.keep(
        {
            key: None if key in there else Value(b"file", pack(content))
            for key, content in files.items()
        }
    )
    told = [[asdict(problem) for problem in website.problems], website.entries, website.pages]
    recipe = Value(json.dumps(told).encode(), pack(json.dumps(rows).encode()))
    zone = Value(website.zone.encode())
    made_from = Value(b"files", pack(json.dumps(dict(inputs.files)).encode()))
    store.keep(
        {
            _zone_key(inputs.digest): zone,
            _recipe_key(inputs.digest, today): recipe,
            _files_key(inputs.digest): made_from,
        }
    )


def find(store: Store, inputs: str, now: dt.datetime) -> Known | None:
    """The website of these inputs at this moment; None where nobody has made it, or its recipe is lost.

    To read one of its files raises `Lost` where the store has not got it any more.
    """
    zone = store.heads([_zone_key(inputs)]).get(_zone_key(inputs), b"").decode()
    return find_on(store, inputs, day_in(now, zone)) if zone else None


def find_on(store: Store, inputs: str, today: str) -> Known | None:
    """The same by the day in the website's time zone."""
    zone = store.heads([_zone_key(inputs)]).get(_zone_key(inputs), b"").decode()
    key = _recipe_key(inputs, today)
    head = store.heads([key]).get(key)
    body = store.body(key) if head else None
    if head is None or body is None:
        return None
    problems, entries, pages = json.loads(head)
    return Known(
        outputs=tuple(_output(store, row) for row in json.loads(body)),
        problems=tuple(_problem(**about) for about in problems),
        entries=entries,
        pages=pages,
        zone=zone,
    )


def files_of(store: Store, inputs: str) -> Mapping[str, str]:
    """The digests of the files that a website was made from, by path; empty where that is not known."""
    body = store.body(_files_key(inputs))
    found: dict[str, str] = json.loads(body) if body else {}
    return found


def _problem(place: dict[str, object], **about: str) -> Problem:
    return Problem(Place(**place), **about)  # type: ignore[arg-type]  # what `asdict` has made


def _output(store: Store, row: Sequence[object]) -> Output:
    match row:
        case [str(path), str(copy_of)]:
            return Output(path, copy_of=copy_of)
        case [str(path), str(sha256), int(size), str(key), int(start)]:
            read = partial(_read, store, bytes.fromhex(key), start, size)
            return Output(path, kept=Kept(sha256, size, read, bytes.fromhex(key), start))
    raise Lost(f"a row that cannot be right: {row!r}")


def _read(store: Store, key: bytes, start: int, size_bytes: int) -> bytes:
    body = store.body(key)
    if body is None or len(body) < start + size_bytes:
        raise Lost("the store has lost a file")
    return body[start : start + size_bytes]


def _file_key(sha256: str) -> bytes:
    return key_of("file", sha256)


def _zone_key(inputs: str) -> bytes:
    return key_of("zone", inputs)


def _files_key(inputs: str) -> bytes:
    return key_of("files", inputs)


def _recipe_key(inputs: str, today: str) -> bytes:
    return key_of("website", inputs, today)
