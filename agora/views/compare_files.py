"""What the script of the comparison reads: the names of all places, and their facts in files of a size that
a reader loads only when one of its places is chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator

from agora import labels
from agora.fingerprint import short_hash
from agora.outputs import Output
from agora.views.compare_shapes import ComparedFigure
from agora.views.compared import COMPARED, Subject, subject_of
from agora.views.edition import Edition, alphabetical
from agora.views.once import once_each
from agora.views.shapes import Link

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
        subjects = _subjects(edition, collection)
        names: list[tuple[str, str, int]] = []
        for at, shard in enumerate(_shards(subjects), len(shards)):
            shards.append(_file(edition, "facts", "{" + ",".join(text for _, text in shard) + "}"))
            names += [(one.column.id, _name(one, collection), at) for one, _ in shard]
        if names:
            names.sort(key=lambda name: (alphabetical(name[1]), name[0]))
            groups.append((edition._(labels.COLLECTIONS[collection]), names))
    told = {"shards": [edition.href("/" + shard.path) for shard in shards], "groups": groups}
    return _file(edition, "names", _json(told)), *shards


def _subjects(edition: Edition, collection: str) -> Iterator[Subject]:
    for entry in edition.library.collection(collection):
        yield subject_of(edition, entry)


def _name(subject: Subject, collection: str) -> str:
    """A city with its country; a site's title says where it is."""
    name = subject.column.name.text
    return f"{name}, {subject.column.kicker}" if collection == "cities" else name


def _shards(subjects: Iterator[Subject]) -> Iterator[list[tuple[Subject, str]]]:
    """The subjects with their JSON, as many to a file as there is room for."""
    shard: list[tuple[Subject, str]] = []
    size = 0
    for subject in subjects:
        text = f"{_json(subject.column.id)}:{_json(_record(subject))}"
        if shard and size + len(text) > SHARD_BYTES:
            yield shard
            shard, size = [], 0
        shard.append((subject, text))
        size += len(text)
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
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _file(edition: Edition, name: str, text: str) -> Output:
    content = text.encode()
    path = f"assets/compare-{name}-{edition.language}.{short_hash(content)}.json"
    return Output(path, content, claimant="the comparison")
