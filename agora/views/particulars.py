"""The list of particulars beside an entry's text: terms and their values."""

from __future__ import annotations

from collections.abc import Iterator

from agora import labels
from agora.entries import Entry
from agora.geography.countries import country_name
from agora.labels import N_
from agora.model import City, Event, Initiative, News, Project, Site, Solution, Theme, Topic
from agora.status import Status, status_of
from agora.views.cards import link_to
from agora.views.edition import Edition
from agora.views.once import once_each
from agora.views.shapes import Link, Row

_CORDIS = "https://cordis.europa.eu/project/id/"
_GEONAMES = "https://www.geonames.org/"
_WIKIDATA = "https://www.wikidata.org/wiki/"


# The terms whose values come from fields that an editor may mark as unverified.
_DOUBTED_BY = {
    N_("Full title"): frozenset({"title"}),
    N_("Kind"): frozenset({"kind"}),
    N_("Programme"): frozenset({"programme"}),
    N_("Call"): frozenset({"call"}),
    N_("Dates"): frozenset({"start", "end"}),
    N_("Planned end"): frozenset({"planned_end"}),
    N_("Coordinator"): frozenset({"coordinator"}),
    N_("Partners"): frozenset({"partners"}),
    N_("Website"): frozenset({"website"}),
    N_("District"): frozenset({"district"}),
    N_("Goal"): frozenset({"goal"}),
    N_("Action cluster"): frozenset({"cluster"}),
    N_("Other names"): frozenset({"local_name", "alt_names"}),
}


def rows_of(edition: Edition, entry: Entry) -> tuple[Row, ...]:
    """The particulars of an entry; terms without a value are left out."""
    fields = entry.fields
    doubtful = {
        edition._(term)
        for term, names in (_DOUBTED_BY.items() if fields.unverified else ())
        if not names.isdisjoint(fields.unverified)
    }
    mark = Link(edition._("not confirmed by a source"))
    return tuple(
        Row(term, (*values, mark) if term in doubtful else tuple(values))
        for term, values in _rows(edition, entry)
        if values
    )


def _rows(edition: Edition, entry: Entry) -> Iterator[tuple[str, list[Link]]]:
    fields = entry.in_language(edition.language)
    if isinstance(fields, City):
        yield from _city(edition, fields)
    elif isinstance(fields, Project):
        yield from _project(edition, fields)
    elif isinstance(fields, Site):
        yield from _site(edition, entry, fields)
    elif isinstance(fields, Initiative):
        yield from _initiative(edition, fields)
    elif isinstance(fields, Solution):
        yield edition._("Used at"), _links(edition, "sites", fields.used_at)
        yield edition._("Initiatives"), _links(edition, "initiatives", fields.initiatives)
    elif isinstance(fields, Theme):
        yield from _theme(edition, entry, fields)
    elif isinstance(fields, Event):
        yield from _event(edition, fields)
    elif isinstance(fields, News):
        yield edition._("Date"), [Link(edition.date(fields.date))]
    if not isinstance(fields, Topic):
        yield edition._("Topics"), _links(edition, "topics", _topics_of(edition, entry))


def _topics_of(edition: Edition, entry: Entry) -> tuple[str, ...]:
    """The topics that an entry names, and those that name it."""
    naming = edition.library.referrers(entry, "topics", "members")
    return tuple(dict.fromkeys((*entry.fields.topics, *(topic.slug for topic in naming))))


def _links(edition: Edition, collection: str, slugs: tuple[str, ...]) -> list[Link]:
    found = (edition.library.get(collection, slug) for slug in slugs)
    return [link_to(edition, entry) for entry in found if entry is not None]


def _text(value: str | None) -> list[Link]:
    return [Link(value)] if value else []


def _outside(edition: Edition, href: str | None) -> list[Link]:
    return [Link(edition.host(href), href)] if href else []


def _city(edition: Edition, city: City) -> Iterator[tuple[str, list[Link]]]:
    names = [
        name for name in (city.local_name, *city.alt_names) if name and name != city.title.text
    ]
    yield edition._("Country"), _text(country_name(city.country, edition.language))
    yield edition._("Other names"), _text(", ".join(dict.fromkeys(names)))
    yield edition._("Networks"), _text(", ".join(city.networks))
    yield edition._("Website"), _outside(edition, city.website)
    yield edition._("NUTS 3 region"), _text(city.nuts3)
    numbers: list[Link] = []
    if city.geonames_id is not None:
        numbers.append(Link(f"GeoNames {city.geonames_id}", f"{_GEONAMES}{city.geonames_id}/"))
    if city.wikidata:
        numbers.append(Link(f"Wikidata {city.wikidata}", _WIKIDATA + city.wikidata))
    yield edition._("In other registers"), numbers


def _project(edition: Edition, project: Project) -> Iterator[tuple[str, list[Link]]]:
    yield edition._("Full title"), [Link(project.title.text, "", edition.say(project.title).lang)]
    if project.kind:
        yield edition._("Kind"), _text(edition._(labels.PROJECT_KINDS[project.kind]))
    yield edition._("Programme"), _text(project.programme)
    yield edition._("Call"), _text(project.call)
    yield edition._("Dates"), _text(edition.period(project.start, project.end))
    status = status_of(project.start, project.end, edition.library.today)
    yield edition._("Status"), _text(_status_words(edition, status))
    if project.planned_end and project.planned_end != project.end:
        yield edition._("Planned end"), _text(edition.date(project.planned_end))
    yield edition._("Coordinator"), _text(project.coordinator)
    yield (
        edition._("Partners"),
        _text(edition.number(project.partners) if project.partners else None),
    )
    roles: dict[str, list[str]] = {}
    for part in project.cities:
        roles.setdefault(part.role, []).append(part.city)
    for role, slugs in roles.items():
        yield edition._(labels.ROLES[role]), _links(edition, "cities", tuple(slugs))
    if project.cordis_id:
        yield "CORDIS", [Link(project.cordis_id, _CORDIS + project.cordis_id)]
    yield edition._("Website"), _outside(edition, project.website)


def _status_words(edition: Edition, status: Status) -> str:
    """The status worked out from dates; "" where nobody knows it."""
    return edition._(labels.STATUS[status]) if status is not Status.UNKNOWN else ""


def _site(edition: Edition, entry: Entry, site: Site) -> Iterator[tuple[str, list[Link]]]:
    project = edition.library.get("projects", site.project)
    city = edition.library.get("cities", site.city)
    yield edition._("Project"), _links(edition, "projects", (site.project,))
    places = _links(edition, "cities", (site.city,))
    if city is not None and isinstance(city.fields, City):
        places.append(Link(country_name(city.fields.country, edition.language)))
    yield edition._("City"), places
    yield edition._("District"), _text(site.district)
    if project is not None:
        sites = _sites_of(edition, project)
        yield edition._("Same project"), [link for site, link in sites if site is not entry]
        if isinstance(project.fields, Project):
            dates = edition.period(project.fields.start, project.fields.end)
            yield edition._("Dates of the project"), _text(dates)
    if site.status:
        yield edition._("Status"), _text(edition._(labels.SITE_STATUS[site.status]))
    if site.lat is not None and site.precision != "site":
        yield edition._("The point shows"), _text(edition._(labels.PRECISIONS[site.precision]))
    yield edition._("Website"), _outside(edition, site.website)


@once_each
def _sites_of(edition: Edition, project: Entry) -> tuple[tuple[Entry, Link], ...]:
    """The sites of a project, by slug: all of their pages name the others."""
    sites = edition.library.referrers(project, "sites", "project")
    return tuple((site, link_to(edition, site)) for site in sites)


def _initiative(edition: Edition, initiative: Initiative) -> Iterator[tuple[str, list[Link]]]:
    yield edition._("Kind"), _text(edition._(labels.INITIATIVE_KINDS[initiative.kind]))
    if initiative.cluster:
        yield edition._("Action cluster"), _links(edition, "initiatives", (initiative.cluster,))
    if initiative.goal:
        goal = edition.say(initiative.goal)
        yield edition._("Goal"), [Link(goal.text, "", goal.lang)]
    cities: list[Link] = []
    for part in initiative.cities:
        city = edition.library.get("cities", part.city)
        if city is not None:
            link = link_to(edition, city)
            cities.append(link)
    yield edition._("Cities"), cities


def _theme(edition: Edition, entry: Entry, theme: Theme) -> Iterator[tuple[str, list[Link]]]:
    if theme.parent:
        yield edition._("Wider theme"), _links(edition, "themes", (theme.parent,))
    narrower = [link_to(edition, below) for below in edition.library.themes_below(entry)]
    yield edition._("Narrower themes"), narrower
    words = [edition.say(label) for label in theme.alt_labels]
    yield edition._("Other words"), [Link(word.text, "", word.lang) for word in words]
    yield (
        edition._("In other vocabularies"),
        [
            Link(
                f"{edition.host(match.url)} ({edition._(labels.RELATIONS[match.relation])})",
                match.url,
            )
            for match in theme.matches
        ],
    )


def _event(edition: Edition, event: Event) -> Iterator[tuple[str, list[Link]]]:
    yield edition._("Date"), _text(edition.period(event.start, event.end or event.start))
    status = status_of(event.start, event.end or event.start, edition.library.today)
    yield edition._("Status"), _text(_status_words(edition, status))
    if event.place:
        place = edition.say(event.place)
        yield edition._("Place"), [Link(place.text, "", place.lang)]
    if event.city:
        yield edition._("City"), _links(edition, "cities", (event.city,))
    if event.online:
        yield edition._("Online"), _text(edition._("one can take part from elsewhere"))
    if event.registration and event.start.last_day >= edition.library.today:
        yield edition._("Registration"), _outside(edition, event.registration)
    yield edition._("Held by"), _links(edition, "initiatives", event.organisers)
