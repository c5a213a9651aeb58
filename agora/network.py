"""The whole network in numbers: what is counted, and for how much of it a number is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from agora.entries import Entry
from agora.library import Library, as_fields
from agora.model import City, Project, Theme


@dataclass(frozen=True, slots=True)
class Network:
    """Counts of the live entries.

    `cities_by_country` has ISO codes, the most cities first, ties by code. `eu_grants` is the exact sum
    of the EU grants in euro of the `projects_with_grant` projects that state one and confirm it; it is
    never a sum for all `projects`, and says nothing without these two numbers. Where sources differ on a
    grant, the field holds the better one, and that one counts.
    """

    cities: int
    sites: int
    projects: int
    initiatives: int
    cities_by_country: tuple[tuple[str, int], ...]
    eu_grants: Decimal
    projects_with_grant: int

    @property
    def countries(self) -> int:
        return len(self.cities_by_country)


def network_of(library: Library) -> Network:
    countries: Mapping[str, int] = Counter(
        as_fields(city, City).country for city in library.collection("cities")
    )
    projects = [as_fields(project, Project) for project in library.collection("projects")]
    grants = [grant for project in projects if (grant := _grant_in_euro(project)) is not None]
    return Network(
        cities=len(library.collection("cities")),
        sites=len(library.collection("sites")),
        projects=len(projects),
        initiatives=len(library.collection("initiatives")),
        cities_by_country=tuple(sorted(countries.items(), key=lambda found: (-found[1], found[0]))),
        eu_grants=sum(grants, Decimal(0)),
        projects_with_grant=len(grants),
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
