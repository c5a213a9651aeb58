"""All live entries with their links resolved: what pages are made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from agora.entries import Entry
from agora.history import Dates
from agora.model import Fields, Marketplace, Project, Site, Theme, Topic
from agora.references import Reference

FieldsT = TypeVar("FieldsT", bound=Fields)


@dataclass(frozen=True)
class Library:
    """The entries that a reader can see on `today`, by id, and who refers to whom.

    `settings` hold the marketplace in each language. `links` are the references between live entries by
    the source's id, `backlinks` the same by the target's, all without their places. `dates` come
    from the Git history by path.
    """

    settings: Mapping[str, Marketplace]
    entries: Mapping[str, Entry]
    links: Mapping[str, tuple[Reference, ...]]
    backlinks: Mapping[str, tuple[Reference, ...]]
    today: dt.date
    dates: Mapping[str, Dates] = field(default_factory=dict)

    @cached_property
    def marketplace(self) -> Marketplace:
        """The settings in the default language."""
        return next(
            settings
            for code, settings in self.settings.items()
            if code == settings.default_language
        )

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return self.marketplace.languages

    @cached_property
    def _collections(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            found.setdefault(entry.collection, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def collection(self, name: str) -> tuple[Entry, ...]:
        """The entries of a collection, by slug."""
        return self._collections.get(name, ())

    def get(self, collection: str, slug: str) -> Entry | None:
        return self.entries.get(f"{collection}/{slug}")

    def referrers(self, entry: Entry, collection: str, *fields: str) -> tuple[Entry, ...]:
        """The entries of a collection that refer to `entry` in one of the fields, each once, by slug."""
        links = self.backlinks.get(entry.id)
        if not links:
            return ()
        within = f"{collection}/"
        ids = {
            link.source for link in links if link.field in fields and link.source.startswith(within)
        }
        return tuple([self.entries[found] for found in sorted(ids)])

    def near(self, names: Iterable[str]) -> frozenset[str]:
        """These ids, and those at the other ends of their references, whoever refers to whom."""
        found = set(names)
        for name in tuple(found):
            found.update(link.target for link in self.links.get(name, ()))
            found.update(link.source for link in self.backlinks.get(name, ()))
        return frozenset(found & self.entries.keys())

    @cached_property
    def _children(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.collection("themes"):
            parent = as_fields(entry, Theme).parent
            if parent is not None:
                found.setdefault(parent, []).append(entry)
        return {slug: tuple(entries) for slug, entries in found.items()}

    def themes_below(self, theme: Entry) -> tuple[Entry, ...]:
        """The themes whose parent is `theme`, by slug."""
        return self._children.get(theme.slug, ())

    def theme_line(self, slug: str) -> str:
        """The line (colour and icon) of a theme: its own, else its parent's; "" where there is none."""
        entry = self.get("themes", slug)
        while entry is not None:
            theme = as_fields(entry, Theme)
            if theme.line:
                return theme.line
            entry = self.get("themes", theme.parent) if theme.parent else None
        return ""

    def line_of(self, entry: Entry) -> str:
        """The colour of an entry: its own for a theme, else that of the first theme that has one."""
        if isinstance(entry.fields, Theme):
            return self.theme_line(entry.slug)
        lines = (self.theme_line(slug) for slug in entry.fields.themes)
        return next((line for line in lines if line), "")

    def about_theme(self, theme: Entry) -> tuple[Entry, ...]:
        """The entries at a theme and at the themes below it, each once, by id."""
        found: dict[str, Entry] = {}
        waiting = [theme]
        while waiting:
            branch = waiting.pop()
            for link in self.backlinks.get(branch.id, ()):
                if link.field == "themes":
                    found[link.source] = self.entries[link.source]
            waiting.extend(self.themes_below(branch))
        return tuple(found[entry_id] for entry_id in sorted(found))

    def members(self, topic: Entry) -> tuple[Entry, ...]:
        """What a topic gathers: its members in their order, else every entry that names it."""
        fields = as_fields(topic, Topic)
        if fields.members:
            return tuple(
                self.entries[member] for member in fields.members if member in self.entries
            )
        ids = {link.source for link in self.backlinks.get(topic.id, ()) if link.field == "topics"}
        return tuple(
            self.entries[found]
            for found in sorted(ids)
            if not fields.include or self.entries[found].collection in fields.include
        )

    def site_of(self, project: Entry, city: str) -> Entry | None:
        """The first site of a project in a city."""
        return next(
            (
                site
                for site in self.referrers(project, "sites", "project")
                if as_fields(site, Site).city == city
            ),
            None,
        )

    def cities_of(self, project: Entry) -> tuple[Entry, ...]:
        """A project's cities in the order of its file."""
        cities = as_fields(project, Project).cities
        found = (self.get("cities", part.city) for part in cities)
        return tuple(dict.fromkeys(city for city in found if city is not None))


def as_fields(entry: Entry, kind: type[FieldsT], language: str = "") -> FieldsT:
    """The entry's fields as the model of its collection (a wrong collection is a fault)."""
    fields = entry.in_language(language) if language else entry.fields
    assert isinstance(fields, kind), f"{entry.id} is no {kind.__name__}"
    return fields


def by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.id: entry for entry in sorted(entries, key=lambda entry: entry.id)}
