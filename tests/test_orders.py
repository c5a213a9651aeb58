"""Orders of many entries: an edit is looked at beside the neighbours of what it changed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from agora.bodies import KeptBodies
from agora.entries import Entry
from agora.library import Library
from agora.model.values import Wording
from agora.survey import Survey, survey, without_wordings
from agora.texts import english
from agora.views import once
from agora.views.cards import sorted_entries
from agora.views.channels import newest_first
from agora.views.edition import Edition
from agora.views.explore import by_substance
from agora.views.framing import Assets
from tests.own_content import OwnWebsite

CHANCE = random.Random(1)


def edition_of(library: Library, before: Survey | None = None) -> Edition:
    none = Assets("", "", "", "", "")
    found = before or survey(library)
    return Edition(library, found, "en", english(), none, KeptBodies({}))


@pytest.fixture(scope="module")
def edition(own_website: OwnWebsite) -> Edition:
    return edition_of(own_website.library)


def subjects(edition: Edition) -> Iterator[tuple[str, str]]:
    """Each order of the website: the words that name it and its subject."""
    collections = sorted({entry.collection for entry in edition.library.entries.values()})
    yield from (("agora.views.cards.sorted_entries", name) for name in collections)
    paths = ("", *edition.survey.explorer.by_path)
    yield from (("agora.views.explore.by_substance", path) for path in paths)
    ids = [name for name in edition.library.entries if name.startswith(("themes/", "cities/"))]
    yield from (("agora.views.channels.newest_first", name) for name in (*collections, *ids))


def test_the_place_of_a_member_is_told_by_it_alone(edition: Edition) -> None:
    for words, subject in subjects(edition):
        order = once._orders[words]
        whole = order.made(edition, subject)
        some = {one.id for one in whole if CHANCE.random() < 0.3}
        members = [one for one in order.members(edition, subject) if one.id in some]
        CHANCE.shuffle(members)
        expected = [one.id for one in whole if one.id in some]
        assert [one.id for one in order.arrange(edition, subject, members)] == expected


def reworded(entry: Entry, title: str) -> Entry:
    fields = entry.fields.model_copy()
    vars(fields)["title"] = Wording(title, entry.language)
    return Entry(
        entry.collection, entry.slug, entry.language, fields, {}, entry.documents, entry.files
    )


def with_entry(library: Library, entry: Entry) -> Library:
    entries: Mapping[str, Entry] = {**library.entries, entry.id: entry}
    return replace(library, entries=entries)


@pytest.mark.parametrize("title", ["", "A", "M", "Zz", "\u017dilina"])
def test_an_order_stands_where_making_it_again_gives_the_same(edition: Edition, title: str) -> None:
    name, language = "#agora.views.cards.sorted_entries en cities", edition.language
    before = sorted_entries(edition, "cities")
    value = "\n".join(entry.id for entry in before)
    for at in CHANCE.sample(range(len(before)), 20):
        entry = reworded(before[at], title or f"{before[at].fields.title.text} x")
        library = with_entry(edition.library, entry)
        after, anew = (edition_of(library, edition.survey) for _ in range(2))
        made = "\n".join(one.id for one in sorted_entries(anew, "cities"))
        stands = once.order_stands({language: after}, {entry.id}, name, value)
        assert stands is (made == value), entry.id


def test_an_order_does_not_stand_with_other_members(edition: Edition) -> None:
    name = "#agora.views.cards.sorted_entries en cities"
    ids = [entry.id for entry in sorted_entries(edition, "cities")]
    for other in (ids[1:], [*ids, "cities/zz"]):
        assert not once.order_stands({"en": edition}, {ids[3]}, name, "\n".join(other))


def test_an_order_that_stands_is_taken_as_it_was(own_website: OwnWebsite) -> None:
    first = edition_of(own_website.library)
    second = edition_of(own_website.library, first.survey)
    for make, subject in ((sorted_entries, "cities"), (newest_first, "projects")):
        words = f"#{make.__module__}.{make.__name__} en {subject}"
        second.orders[words] = "\n".join(one.id for one in make(first, subject))
        assert make(second, subject) == make(first, subject)
    found = by_substance(first, "")
    second.orders["#agora.views.explore.by_substance en "] = "\n".join(one.id for one in found)
    assert [one.id for one in by_substance(second, "")] == [one.id for one in found]


def test_the_survey_reads_no_wordings(own_website: OwnWebsite) -> None:
    library = own_website.library
    entries = {name: reworded(entry, name[::-1]) for name, entry in library.entries.items()}
    assert all(
        without_wordings(entries[name].fields) == without_wordings(entry.fields)
        for name, entry in library.entries.items()
    )
    before, after = survey(library), survey(replace(library, entries=entries))
    assert (after.similar, after.nearest) == (before.similar, before.nearest)
    assert after.city_themes == before.city_themes
    assert after.explorer.choices == before.explorer.choices
    assert [(found.id, found.values, found.since) for found in after.explorer.found] == [
        (found.id, found.values, found.since) for found in before.explorer.found
    ]
