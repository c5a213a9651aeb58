"""The whole network in numbers: what is counted, and for how much of it a number is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from agora.entries import Entry
from agora.library import Library, as_fields
from agora.model import City, Project, Theme


class Network(Struct, frozen=True):
    """Counts of the live entries.

    `cities_by_country` has ISO codes, the most cities first, ties by code. `grants` are the EU grants in
    euro of the projects that state one and confirm it, the greatest first, ties by id. Where sources differ
    on a grant, the field holds the better one, and that one counts.
    """

    cities: int
    sites: int
    projects: int
    initiatives: int
    cities_by_country: tuple[tuple[str, int], ...]
    grants: tuple[tuple[Entry, Decimal], ...]

    @property
    def eu_grants(self) -> Decimal:
        """The exact sum of the grants: never that of all `projects`, and it says nothing without both
        numbers of projects."""
        return sum((amount for _, amount in self.grants), Decimal(0))

    @property
    def projects_with_grant(self) -> int:
        return len(self.grants)

    @property
    def countries(self) -> int:
        return len(self.cities_by_country)


def network_of(library: Library) -> Network:
    countries: Mapping[str, int] = Counter(
        as_fields(city, City).country for city in library.collection("cities")
    )
    projects = library.collection("projects")
    grants = (
        (project, grant)
        for project in projects
        if (grant := _grant_in_euro(as_fields(project, Project))) is not None
    )
    return Network(
        cities=len(library.collection("cities")),
        sites=len(library.collection("sites")),
        projects=len(projects),
        initiatives=len(library.collection("initiatives")),
        cities_by_country=tuple(sorted(countries.items(), key=lambda found: (-found[1], found[0]))),
        grants=tuple(sorted(grants, key=lambda found: (-found[1], found[0].id))),
    )


def _grant_in_euro(project: Project) -> Decimal | None:
    """What may be added up: an amount in another currency may not, nor one that no source confirms."""
    grant = project.eu_grant
    if grant is None or grant.currency != "EUR" or "eu_grant" in project.unverified:
        return None
    return grant.amount


def entries_by_theme(library: Library) -> tuple[tuple[Entry, int], ...]:
    """The themes that name a line of their own, with the number of entries at and below each; those
    with the most entries first, ties by id, none without entries."""
    counted = (
        (theme, len(library.about_theme(theme)))
        for theme in library.collection("themes")
        if as_fields(theme, Theme).line
    )
    return tuple(
        sorted((found for found in counted if found[1]), key=lambda found: (-found[1], found[0].id))
    )
