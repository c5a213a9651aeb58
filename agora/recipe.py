"""A website that was made before: where the bytes of its files are, so that it need not be made again.

The same inputs on the same day are the same website. Its files lie in the store already (pages and feeds
under the keys that they were made by, all others under the digest of their content), and a recipe says
which. So a website comes back at the speed of writing it: after a fresh checkout, after a branch was left
and entered again, and where the output folder was deleted.

What an edit changes is little beside all that it leaves: the recipe of an amended website holds only what
differs from the website that it was made into.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict
from functools import partial
from typing import Generic, TypeAlias, TypeVar

from msgspec import DecodeError, Struct
from msgspec.msgpack import Decoder, encode

from agora.fingerprint import digest
from agora.inputs import Inputs
from agora.memo import day_in
from agora.outputs import Kept, Output
from agora.packing import pack
from agora.problems import Place, Problem
from agora.store import Lost, Store, Value, key_of

TermT = TypeVar("TermT")
Row: TypeAlias = tuple[str, int, bytes, int]
"""Where the bytes of a file are: their digest and size, and the key and the first byte in the store. A copy
of a file of the root has that file's path, and -1."""
_COPY = -1


class _Terms(Struct, Generic[TermT], frozen=True, array_like=True):
    """What is known by path. `on` are the inputs of the website that this is the difference from, or ""."""

    on: str
    new: dict[str, TermT]
    gone: frozenset[str] = frozenset()


_rows_in = Decoder(_Terms[Row])
_files_in = Decoder(_Terms[str])


class Known(Struct, frozen=True):
    """A website with what was told when it was made. After an edit, there may be only the outputs at paths at
    which it may differ from what is published."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]
    entries: int
    pages: int
    zone: str

    def is_copied_from(self, files: Mapping[str, str], copied: Mapping[str, str]) -> bool:
        """Whether the copies (their digests, by path) are of those `files`: none was saved meanwhile."""
        of = {output.path: output.copy_of for output in self.outputs if output.copy_of and copied}
        return all(files.get(of[path]) == digest for path, digest in copied.items())


class Former(Struct, frozen=True):
    """A website that another one was made into: its inputs, the digests of their files, and its outputs; or
    those at the paths at which the other one is known."""

    inputs: str
    files: Mapping[str, str]
    outputs: Sequence[Output]


def note(
    store: Store, inputs: Inputs, today: str, website: Known, former: Former | None = None
) -> None:
    """Keep a website's recipe, those of its files that the store has not got, and what it was made from.

    With `former`, a website of the same day that was noted whole, only what differs from it is kept.
    """
    before = {output.path: output for output in former.outputs} if former else {}
    new = [output for output in website.outputs if before.get(output.path) is not output]
    gone = frozenset(before.keys() - {output.path for output in website.outputs})
    on = former.inputs if former else ""
    rows = encode(_Terms(on, rows_of(store, new), gone))
    told = [[asdict(problem) for problem in website.problems], website.entries, website.pages]
    store.keep(
        {
            _zone_key(inputs.digest): Value(website.zone.encode()),
            _recipe_key(inputs.digest, today): Value(json.dumps(told).encode(), pack(rows)),
            _files_key(inputs.digest): Value(b"files", pack(_made_from(inputs, former))),
        }
    )


def rows_of(store: Store, outputs: Iterable[Output]) -> dict[str, Row]:
    """Where the bytes of outputs are. What the store has not got is kept in it."""
    rows: dict[str, Row] = {}
    files: dict[bytes, bytes] = {}
    for output in outputs:
        kept = output.kept
        if output.copy_of:
            rows[output.path] = output.copy_of, _COPY, b"", 0
        elif kept is not None and kept.key:
            rows[output.path] = kept.sha256, kept.size_bytes, kept.key, kept.start
        else:
            content = kept.read() if kept else output.content
            sha256 = digest(content)
            files[_file_key(sha256)] = content
            rows[output.path] = sha256, len(content), _file_key(sha256), 0
    there = store.heads(files)
    store.keep(
        {
            key: None if key in there else Value(b"file", pack(content))
            for key, content in files.items()
        }
    )
    return rows


def _made_from(inputs: Inputs, former: Former | None) -> bytes:
    if former is None:
        return encode(_Terms("", dict(inputs.files)))
    before = former.files
    new = {name: content for name, content in inputs.files.items() if before.get(name) != content}
    return encode(_Terms(former.inputs, new, frozenset(before.keys() - inputs.files.keys())))


def find(store: Store, inputs: str, now: dt.datetime) -> Known | None:
    """The website of these inputs at this moment; None where nobody has made it, or its recipe is lost.

    To read one of its files raises `Lost` where the store has not got it any more.
    """
    zone = zone_on(store, inputs)
    return find_on(store, inputs, day_in(now, zone)) if zone else None


def find_on(store: Store, inputs: str, today: str) -> Known | None:
    """The same by the day in the website's time zone."""
    zone = zone_on(store, inputs)
    key = _recipe_key(inputs, today)
    head = store.heads([key]).get(key)
    rows = rows_on(store, inputs, today) if head else None
    if head is None or rows is None:
        return None
    problems, entries, pages = json.loads(head)
    return Known(
        outputs=outputs_in(store, rows),
        problems=tuple(_problem(**about) for about in problems),
        entries=entries,
        pages=pages,
        zone=zone,
    )


def zone_on(store: Store, inputs: str) -> str:
    """The time zone of the website of these inputs; "" where nobody has made it."""
    return store.heads([_zone_key(inputs)]).get(_zone_key(inputs), b"").decode()


def paths_other_in(store: Store, inputs: str, today: str, on: str) -> Set[str] | None:
    """Where the website of these inputs and that day differs from the one that it was made into, on the same
    day; None where that had not the inputs `on`."""
    terms = _noted(store, _rows_in, _recipe_key(inputs, today))
    return terms.new.keys() | terms.gone if terms and terms.on == on else None


def rows_on(store: Store, inputs: str, today: str) -> Mapping[str, Row] | None:
    """Where the bytes of that website are, by path."""
    return _terms(store, _rows_in, inputs, partial(_recipe_key, today=today))


def outputs_in(store: Store, rows: Mapping[str, Row]) -> tuple[Output, ...]:
    """The outputs whose bytes are said to be there. To read one raises `Lost` where the store has not got it
    any more."""
    source = partial(_read, store)
    return tuple([_output(path, row, source) for path, row in rows.items()])


class Rows(Mapping[str, Output]):
    """The same by path, each made when it is asked for."""

    def __init__(self, store: Store, rows: Mapping[str, Row]) -> None:
        self._rows, self._source = rows, partial(_read, store)

    def __getitem__(self, path: str) -> Output:
        return _output(path, self._rows[path], self._source)

    def __contains__(self, path: object) -> bool:
        return path in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _output(path: str, row: Row, source: Callable[[Kept], bytes]) -> Output:
    sha256, size_bytes, key, start = row
    if size_bytes == _COPY:
        return Output(path, copy_of=sha256)
    return Output(path, kept=Kept(sha256, size_bytes, source, key, start))


def files_of(store: Store, inputs: str) -> Mapping[str, str]:
    """The digests of the files that a website was made from, by path; empty where that is not known."""
    return _terms(store, _files_in, inputs, _files_key) or {}


def _terms(
    store: Store, decoder: Decoder[_Terms[TermT]], inputs: str, key_of_terms: Callable[[str], bytes]
) -> dict[str, TermT] | None:
    """What was noted under a website's inputs, with what it is the difference from; None where some of that
    is lost."""
    terms = _noted(store, decoder, key_of_terms(inputs))
    if terms is None:
        return None
    if not terms.on:
        return terms.new
    before = _noted(store, decoder, key_of_terms(terms.on))
    if before is None or before.on:
        return None
    return {path: term for path, term in before.new.items() if path not in terms.gone} | terms.new


def _noted(store: Store, decoder: Decoder[_Terms[TermT]], key: bytes) -> _Terms[TermT] | None:
    body = store.body(key)
    if body is None:
        return None
    try:
        return decoder.decode(body)
    except (DecodeError, UnicodeDecodeError):
        return None


def _problem(place: dict[str, object], **about: str) -> Problem:
    return Problem(Place(**place), **about)  # type: ignore[arg-type]  # what `asdict` has made


def _read(store: Store, kept: Kept) -> bytes:
    body, end = store.body(kept.key), kept.start + kept.size_bytes
    if body is None or len(body) < end:
        raise Lost("the store has lost a file")
    return body[kept.start : end]


def _file_key(sha256: str) -> bytes:
    return key_of("file", sha256)


def _zone_key(inputs: str) -> bytes:
    return key_of("zone", inputs)


def _files_key(inputs: str) -> bytes:
    return key_of("files", inputs)


def _recipe_key(inputs: str, today: str) -> bytes:
    return key_of("website", inputs, today)
