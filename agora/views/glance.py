"""The network at a glance, for the first page and the page about this website."""

from __future__ import annotations

from agora.geography.countries import country_name
from agora.network import Network, entries_by_theme, network_of
from agora.views.cards import link_to
from agora.views.charts import Bar, Bars, Glance, Number, ThemeLine
from agora.views.edition import Edition, alphabetical
from agora.views.shapes import Link
from agora.views.timeline import percentage, project_timeline

ABOUT = "about"
"""The slug of the page that shows the whole network, by convention: no field of a page asks for it."""


def glance_of(edition: Edition) -> Glance | None:
    """All of it; None for a marketplace without projects and cities."""
    network = network_of(edition.library)
    timeline = project_timeline(edition)
    if timeline is None and not network.cities:
        return None
    return Glance(
        numbers=numbers_of(edition, network),
        funding=funding_sentence(edition, network),
        themes=_themes(edition),
        grants=_grants(edition, network),
        countries=_countries(edition, network),
        timeline=timeline,
    )


def numbers_of(edition: Edition, network: Network) -> tuple[Number, ...]:
    """How much there is, each with what is counted; a collection without entries is left out."""
    ngettext = edition.texts.ngettext
    cities = ngettext(
        "city in %(countries)s country", "cities in %(countries)s countries", network.countries
    ) % {"countries": edition.number(network.countries)}
    sites = ngettext("demonstration site", "demonstration sites", network.sites)
    projects = ngettext("project", "projects", network.projects)
    initiatives = ngettext("initiative", "initiatives", network.initiatives)
    counted = (
        ("cities", network.cities, cities, "energy"),
        ("sites", network.sites, sites, "mobility"),
        ("projects", network.projects, projects, "buildings"),
        ("initiatives", network.initiatives, initiatives, "circular"),
    )
    return tuple(
        Number(
            edition.number(count), caption, edition.href(edition.address(f"{collection}/")), line
        )
        for collection, count, caption, line in counted
        if count
    )


def funding_sentence(edition: Edition, network: Network) -> str:
    """How much EU funding is known, and for how many of how many projects; "" where none is."""
    if not network.projects_with_grant:
        return ""
    told = {
        "sum": edition.money(network.eu_grants),
        "known": edition.number(network.projects_with_grant),
        "all": edition.number(network.projects),
    }
    return edition._("%(sum)s of EU grants, known for %(known)s of %(all)s projects") % told


def theme_lines_of(edition: Edition) -> tuple[ThemeLine, ...]:
    """The themes that name a line, the one with the most entries first."""
    counted = entries_by_theme(edition.library)
    return tuple(
        ThemeLine(
            title.text,
            edition.entry_href(theme),
            edition.library.theme_line(theme.slug),
            words % {"number": edition.number(count)},
            round(100 * count / counted[0][1]),
            title.lang,
        )
        for theme, count in counted
        for title in (edition.title(theme),)
        for words in (edition.texts.ngettext("%(number)s entry", "%(number)s entries", count),)
    )


def _themes(edition: Edition) -> Bars | None:
    counted = entries_by_theme(edition.library)
    if not counted:
        return None
    bars = tuple(
        _bar(edition, link_to(edition, theme), count, counted[0][1], theme.slug)
        for theme, count in counted
    )
    heads = (edition._("Theme"), edition._("Entries"))
    return Bars(edition._("Entries by theme"), "entries-by-theme", heads, bars)


def _grants(edition: Edition, network: Network) -> Bars | None:
    if not network.grants:
        return None
    most = network.grants[0][1]
    bars = tuple(
        Bar(
            name=link_to(edition, project),
            value=edition.money(amount),
            start="0",
            end=percentage(float(100 * amount / most)) if most else "0",
            line=edition.library.line_of(project),
        )
        for project, amount in network.grants
    )
    heads = (edition._("Project"), edition._("EU grant"))
    key = edition._("Only grants that a source confirms. Each project's page names its source.")
    return Bars(edition._("EU grants by project"), "eu-grants", heads, bars, key=key)


def _bar(edition: Edition, name: Link, count: int, most: int, theme: str = "") -> Bar:
    line = edition.library.theme_line(theme) if theme else ""
    return Bar(name, edition.number(count), "0", percentage(100 * count / most), line=line)


def _countries(edition: Edition, network: Network) -> Bars | None:
    if not network.cities:
        return None
    named = sorted(
        (
            (count, country_name(code, edition.language))
            for code, count in network.cities_by_country
        ),
        key=lambda found: (-found[0], alphabetical(found[1])),
    )
    bars = tuple(_bar(edition, Link(name), count, named[0][0]) for count, name in named)
    heads = (edition._("Country"), edition._("Cities"))
    return Bars(edition._("Cities by country"), "cities-by-country", heads, bars)
