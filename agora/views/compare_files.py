"""What the script of the comparison reads: the names of all places, and their facts in files of a size that
a reader loads only when one of its places is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from msgspec import json

from agora import labels
from agora.entries import Entry
from agora.fingerprint import digest, short_hash
from agora.outputs import Files, Output
from agora.pieces import Name, Pieces, Said
from agora.views.compare_shapes import ComparedFigure
from agora.views.compared import COMPARED, Subject, subject_of
from agora.views.edition import Edition, alphabetical
from agora.views.once import once_each
from agora.views.shapes import Link

COMPARISON = "comparison"
"""What the places that these files tell of are called among the pieces of an edition; behind that word, what
else these files are made of."""

_ROOM = 256
"""Places whose records are kept together."""
SHARD_BYTES = 240_000
"""The most that a file holds before it is compressed, to about a seventh of that."""


def compare_files(edition: Edition) -> Files:
    """The file of names first, then those of facts."""
    return _files(edition, "")


def names_href(edition: Edition) -> str:
    return edition.href("/" + compare_files(edition).made[0].path)


@once_each
def _files(edition: Edition, _: str) -> Files:
    if not edition.library.collection("cities"):
        return Files()
    made: dict[str, Output] = {}
    paths: list[str] = []
    groups: list[tuple[str, list[tuple[str, str, int]]]] = []
    for collection in COMPARED:
        names: list[tuple[str, str, int]] = []
        for at, shard in enumerate(_shards(_compared(edition, collection)), len(paths)):
            paths.append(_facts_path(edition, shard, made))
            names += [(one.id, one.name, at) for one in shard]
        if names:
            names.sort(key=lambda name: (alphabetical(name[1]), name[0]))
            groups.append((edition._(labels.COLLECTIONS[collection]), names))
    told_names = {"shards": [edition.href("/" + path) for path in paths], "groups": groups}
    file = _file(edition, "names", _json(told_names))
    return Files((file, *made.values()), tuple([path for path in paths if path not in made]))


class _Told(NamedTuple):
    """What is known of a place without what is said of it: the length of that in a file, its digest, and in
    which room it lies."""

    id: str
    name: str
    length: int
    digest: str
    room: int


def _compared(edition: Edition, collection: str) -> Iterator[_Told]:
    entries = edition.library.collection(collection)
    rooms = {entry.id: at // _ROOM for at, entry in enumerate(entries)}
    told = edition.pieces[COMPARISON].of(entries, partial(_said, edition, rooms))
    for entry, (name, length, total) in zip(entries, told, strict=True):
        yield _Told(entry.id, name, int(length), total, rooms[entry.id])


def _records(edition: Edition, name: str, room: int) -> Pieces:
    """What is said of a place and its neighbours, by its digest."""
    collection, _ = name.split("/")
    return edition.pieces[f"{COMPARISON} {collection} {room}"]


def _said(edition: Edition, rooms: Mapping[str, int], entry: Entry) -> Said:
    """The name of a place, and the length and the digest of its record, which lies among other pieces: an
    edit looks at few records."""
    subject = subject_of(edition, entry)
    record = _json(_record(subject))
    total = digest(record.encode())
    _records(edition, entry.id, rooms[entry.id]).add(total, (record,))
    length = len(_json(entry.id)) + len(record) + 1
    return _name(subject, entry.collection), str(length), total


def _recorded(edition: Edition, shard: Sequence[_Told]) -> Iterator[str]:
    """What is said of each of the places, as JSON."""
    places = {one.digest: edition.library.entries[one.id] for one in shard}

    def make(name: Name) -> Said:
        return (_json(_record(subject_of(edition, places[name.id]))),)

    for room, told in groupby(shard, key=attrgetter("room")):
        names = [Name(one.digest) for one in told]
        for (record,) in _records(edition, shard[0].id, room).of(names, make):
            yield record


def _facts_path(edition: Edition, shard: Sequence[_Told], made: dict[str, Output]) -> str:
    """The path of the file that tells of those places. Where it does not stand, it is added to `made`."""

    def make(_: Name) -> Said:
        records = zip(shard, _recorded(edition, shard), strict=True)
        told = ",".join([f"{_json(one.id)}:{record}" for one, record in records])
        file = _file(edition, "facts", "{" + told + "}")
        made[file.path] = file
        return (file.path,)

    name = Name(digest(_json([(one.id, one.digest) for one in shard]).encode()))
    ((path,),) = edition.pieces[f"{COMPARISON} files"].of([name], make)
    return path


def _name(subject: Subject, collection: str) -> str:
    """A city with its country; a site's title says where it is."""
    name = subject.column.name.text
    return f"{name}, {subject.column.kicker}" if collection == "cities" else name


def _shards(places: Iterator[_Told]) -> Iterator[list[_Told]]:
    """As many places to a file as there is room for."""
    shard: list[_Told] = []
    size = 0
    for one in places:
        if shard and size + one.length > SHARD_BYTES:
            yield shard
            shard, size = [], 0
        shard.append(one)
        size += one.length
    if shard:
        yield shard


def _record(subject: Subject) -> dict[str, object]:
    return {
        "name": _link(subject.column.name),
        "kicker": subject.column.kicker,
        "rows": [(label, _link(value)) for label, value in subject.rows],
        "figures": [(key, *_figure(figure)) for key, figure in subject.figures],
        "themes": [_link(theme) for theme in subject.themes],
        "projects": [_link(project) for project in subject.projects],
    }


def _figure(told: ComparedFigure) -> tuple[object, ...]:
    figure = told.figure
    printed = f"{figure.value} {figure.unit}" if figure.unit else figure.value
    return (
        _link(Link(figure.label.text, told.href, figure.label.lang)),
        printed,
        figure.kind,
        figure.as_of,
        _link(Link(figure.origin.text, figure.origin.href)),
        int(figure.unverified),
        _link(told.of) if told.of else 0,
    )


def _link(link: Link) -> tuple[str, ...]:
    """Text, address, language; what is empty at the end is left out."""
    if link.lang:
        return link.text, link.href, link.lang
    return (link.text, link.href) if link.href else (link.text,)


def _json(value: object) -> str:
    return json.encode(value).decode()


def _file(edition: Edition, name: str, text: str) -> Output:
    content = text.encode()
    path = f"assets/compare-{name}-{edition.language}.{short_hash(content)}.json"
    return Output(path, content, claimant="the comparison")
