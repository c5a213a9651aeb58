"""The whole network in numbers: what is counted, and for how much of it a number is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from agora.library import Library, as_fields
from agora.model import City, Project


@dataclass(frozen=True, slots=True)
class Network:
    """Counts of the live entries.

    `cities_by_country` has ISO codes, the most cities first, ties by code. `eu_grants` is the sum of the EU
    grants in euro of the `projects_with_grant` projects that state one; never a sum for all projects.
    """

    cities: int
    sites: int
    projects: int
    initiatives: int
    cities_by_country: tuple[tuple[str, int], ...]
    eu_grants: Decimal
    projects_with_grant: int


def network_of(library: Library) -> Network:
    countries: Mapping[str, int] = Counter(
        as_fields(city, City).country for city in library.collection("cities")
    )
    grants = [
        grant.amount
        for project in library.collection("projects")
        if (grant := as_fields(project, Project).eu_grant) is not None and grant.currency == "EUR"
    ]
    return Network(
        cities=len(library.collection("cities")),
        sites=len(library.collection("sites")),
        projects=len(library.collection("projects")),
        initiatives=len(library.collection("initiatives")),
        cities_by_country=tuple(sorted(countries.items(), key=lambda found: (-found[1], found[0]))),
        eu_grants=sum(grants, Decimal(0)),
        projects_with_grant=len(grants),
    )
