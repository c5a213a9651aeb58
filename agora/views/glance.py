"""The network at a glance, for the first page and the page about this website."""

from __future__ import annotations

from agora.geography.countries import country_name
from agora.model import City, Theme
from agora.network import Network, network_of
from agora.views.edition import Edition
from agora.views.shapes import Bar, Bars, Glance, Link, Number, ThemeLine
from agora.views.timeline import percentage, project_timeline

ABOUT = "about"
"""The slug of the page that shows the whole network, by convention."""


def glance_of(edition: Edition) -> Glance | None:
    """All of it; None for a marketplace without projects or cities."""
    timeline = project_timeline(edition)
    network = network_of(edition.library)
    if timeline is None or not network.cities:
        return None
    return Glance(
        funding_sentence(edition, network),
        numbers_of(edition),
        _countries(edition, network),
        _themes(edition),
        timeline,
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


def _countries(edition: Edition, network: Network) -> Bars:
    most = network.cities_by_country[0][1]
    named = sorted(
        (
            (count, country_name(code, edition.language))
            for code, count in network.cities_by_country
        ),
        key=lambda found: (-found[0], found[1]),
    )
    bars = tuple(
        Bar(Link(name), edition.number(count), "0", percentage(100 * count / most), line="mobility")
        for count, name in named
    )
    heads = (edition._("Country"), edition._("Cities"))
    return Bars(edition._("Cities by country"), "cities-by-country", heads, bars)


def numbers_of(edition: Edition) -> tuple[Number, ...]:
    """How much there is, each with what is counted; a collection without entries is left out."""
    library, ngettext = edition.library, edition.texts.ngettext
    countries = {
        city.fields.country
        for city in library.collection("cities")
        if isinstance(city.fields, City)
    }
    cities = ngettext(
        "city in %(countries)s country", "cities in %(countries)s countries", len(countries)
    )
    captions = (
        ("cities", cities % {"countries": edition.number(len(countries))}, "energy"),
        (
            "sites",
            ngettext("demonstration site", "demonstration sites", len(library.collection("sites"))),
            "mobility",
        ),
        (
            "projects",
            ngettext("project", "projects", len(library.collection("projects"))),
            "buildings",
        ),
        (
            "initiatives",
            ngettext("initiative", "initiatives", len(library.collection("initiatives"))),
            "circular",
        ),
    )
    return tuple(
        Number(
            edition.number(len(library.collection(collection))),
            caption,
            edition.href(edition.address(f"{collection}/")),
            line,
        )
        for collection, caption, line in captions
        if library.collection(collection)
    )


def theme_lines_of(edition: Edition) -> tuple[ThemeLine, ...]:
    """The themes at the root of the tree that have a line, the one with the most entries first."""
    roots = [
        theme
        for theme in edition.library.collection("themes")
        if isinstance(theme.fields, Theme) and theme.fields.line
    ]
    counted = sorted(
        ((len(edition.library.about_theme(theme)), theme) for theme in roots),
        key=lambda found: (-found[0], found[1].id),
    )
    most = max((count for count, _ in counted), default=0)
    lines: list[ThemeLine] = []
    for count, theme in counted:
        if count:
            title = edition.title(theme)
            words = edition.texts.ngettext("%(number)s entry", "%(number)s entries", count)
            lines.append(
                ThemeLine(
                    title.text,
                    edition.entry_href(theme),
                    edition.library.theme_line(theme.slug),
                    words % {"number": edition.number(count)},
                    round(100 * count / most),
                    title.lang,
                )
            )
    return tuple(lines)


def _themes(edition: Edition) -> Bars:
    """The same lines as a table."""
    bars = tuple(
        Bar(
            Link(theme.text, theme.href, theme.lang),
            theme.count,
            "0",
            str(theme.share),
            line=theme.line,
        )
        for theme in theme_lines_of(edition)
    )
    heads = (edition._("Theme"), edition._("Entries"))
    return Bars(edition._("Entries by theme"), "entries-by-theme", heads, bars)
