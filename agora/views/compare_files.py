"""What the script of the comparison reads: the names of all places, and their facts in files of a size that
a reader loads only when one of its places is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from msgspec import json

from agora import labels
from agora.entries import Entry
from agora.fingerprint import short_hash
from agora.outputs import Output
from agora.views.compare_shapes import ComparedFigure
from agora.views.compared import COMPARED, Subject, subject_of
from agora.views.edition import Edition, alphabetical
from agora.views.once import once_each
from agora.views.shapes import Link

COMPARISON = "comparison"
"""What the places that these files tell of are called among the pieces of an edition."""

SHARD_BYTES = 240_000
"""The most that a file holds before it is compressed, to about a seventh of that."""


def compare_files(edition: Edition) -> tuple[Output, ...]:
    """The file of names first, then those of facts."""
    return _files(edition, "")


def names_href(edition: Edition) -> str:
    return edition.href("/" + compare_files(edition)[0].path)


@once_each
def _files(edition: Edition, _: str) -> tuple[Output, ...]:
    if not edition.library.collection("cities"):
        return ()
    shards: list[Output] = []
    groups: list[tuple[str, list[tuple[str, str, int]]]] = []
    for collection in COMPARED:
        names: list[tuple[str, str, int]] = []
        for at, shard in enumerate(_shards(_compared(edition, collection)), len(shards)):
            told = ",".join(f"{_json(one.id)}:{one.record}" for one in shard)
            shards.append(_file(edition, "facts", "{" + told + "}"))
            names += [(one.id, one.name, at) for one in shard]
        if names:
            names.sort(key=lambda name: (alphabetical(name[1]), name[0]))
            groups.append((edition._(labels.COLLECTIONS[collection]), names))
    told_names = {"shards": [edition.href("/" + shard.path) for shard in shards], "groups": groups}
    return _file(edition, "names", _json(told_names)), *shards


class _Told(NamedTuple):
    """What the files say of a place: `record` is JSON."""

    id: str
    name: str
    record: str


def _compared(edition: Edition, collection: str) -> Iterator[_Told]:
    entries = edition.library.collection(collection)
    told = edition.pieces[COMPARISON].of(entries, partial(_said, edition))
    for entry, (name, record) in zip(entries, told, strict=True):
        yield _Told(entry.id, name, record)


def _said(edition: Edition, entry: Entry) -> tuple[str, ...]:
    subject = subject_of(edition, entry)
    return _name(subject, entry.collection), _json(_record(subject))


def _name(subject: Subject, collection: str) -> str:
    """A city with its country; a site's title says where it is."""
    name = subject.column.name.text
    return f"{name}, {subject.column.kicker}" if collection == "cities" else name


def _shards(places: Iterator[_Told]) -> Iterator[list[_Told]]:
    """As many places to a file as there is room for."""
    shard: list[_Told] = []
    size = 0
    for one in places:
        length = len(_json(one.id)) + len(one.record) + 1
        if shard and size + length > SHARD_BYTES:
            yield shard
            shard, size = [], 0
        shard.append(one)
        size += length
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
