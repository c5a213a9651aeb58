"""The names that can be searched at once: one small file for each language.

It holds what an entry is called in every language of the website, and what its themes are called, so that
"Göteborg" finds Gothenburg and "PED" finds positive energy districts. `assets/js/search.js` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec import json

from agora import labels
from agora.addresses import prefix
from agora.entries import Entry
from agora.fingerprint import short_hash
from agora.model import City, Fields, Project, Theme
from agora.outputs import Output
from agora.views.cards import kicker_of, sorted_entries
from agora.views.edition import Edition
from agora.views.once import once_each

COLLECTIONS = (
    *("cities", "sites", "projects", "initiatives", "solutions", "themes", "topics", "news"),
    *("events", "pages"),
)
"""What comes first where two entries are as good an answer."""

NAMES = "names"
"""What the rows of entries are called among the pieces of an edition."""


def search_index(edition: Edition) -> Output:
    """The file, which is made once."""
    return _file(edition, "")


@once_each
def _file(edition: Edition, _: str) -> Output:
    """Its kinds `[name, folder, original folder]`, themes `[title, line, other names]`, notes, entries
    `[title, slug, kind, note, themes, other names, language]`, whose last parts may be left out."""
    themes = sorted_entries(edition, "themes")
    numbers = {theme.slug: number for number, theme in enumerate(themes)}
    kinds = [name for name in COLLECTIONS if edition.library.collection(name)]
    notes = {"": 0}
    rows: list[list[object]] = []
    for number, kind in enumerate(kinds):
        entries = sorted_entries(edition, kind)
        told = edition.pieces[NAMES].of(entries, partial(_said, edition))
        for entry, (title, note, about, language, *names) in zip(entries, told, strict=True):
            noted = notes.setdefault(note, len(notes))
            about_numbers = [numbers[slug] for slug in about.split() if slug in numbers]
            rows.append(
                _without_end([title, entry.slug, number, noted, about_numbers, names, language])
            )
    whole = {
        "kinds": [_kind(edition, kind) for kind in kinds],
        "themes": [_theme(edition, theme) for theme in themes],
        "notes": list(notes),
        "entries": rows,
    }
    content = json.encode(whole)
    path = f"assets/search-{edition.language}.{short_hash(content)}.json"
    return Output(path, content, claimant="the names to search")


def _said(edition: Edition, entry: Entry) -> tuple[str, ...]:
    """Title, note, slugs of themes, language where it is another one, and other names."""
    return (
        edition.title(entry).text,
        _note(edition, entry),
        " ".join(entry.fields.themes),
        "" if edition.is_translated(entry) else edition.default,
        *other_names(edition, entry),
    )


def _kind(edition: Edition, collection: str) -> list[str]:
    """Its name, its folder, and the folder in the website's own language where that is another."""
    folders = dict.fromkeys(
        edition.href(prefix(language, edition.default))
        + ("" if collection == "pages" else f"{collection}/")
        for language in (edition.language, edition.default)
    )
    return [edition._(labels.SINGULARS[collection]), *folders]


def _note(edition: Edition, entry: Entry) -> str:
    """What stands behind the kind: a place, a programme, a day."""
    kicker = kicker_of(edition, entry)
    return "" if kicker == edition._(labels.SINGULARS[entry.collection]) else kicker


def _theme(edition: Edition, theme: Entry) -> list[object]:
    line = edition.library.theme_line(theme.slug)
    return [edition.title(theme).text, line, other_names(edition, theme)]


def _without_end(parts: list[object]) -> list[object]:
    """The parts but for empty ones at the end; 0 stands for "no note"."""
    while len(parts) > 3 and not parts[-1]:
        parts.pop()
    return parts


def other_names(edition: Edition, entry: Entry) -> list[str]:
    """What else an entry is called, in any language, each name once."""
    title = edition.title(entry).text
    spoken = (entry.in_language(edition.language), entry.fields, *_translations(entry))
    names = dict.fromkeys(name for fields in spoken for name in _names(fields))
    return [name for name in names if name != title]


def _translations(entry: Entry) -> Iterable[Fields]:
    return (fields for _, fields in sorted(entry.translations.items()))


def _names(fields: Fields) -> Iterator[str]:
    yield fields.title.text
    if isinstance(fields, City):
        yield from (name for name in (fields.local_name, *fields.alt_names) if name)
    elif isinstance(fields, Theme):
        yield from (label.text for label in fields.alt_labels)
    elif isinstance(fields, Project):
        yield fields.acronym
