"""The network at a glance, for the first page and the page about this website."""

from __future__ import annotations

from agora.geography.countries import country_name
from agora.network import Network, network_of
from agora.views.edition import Edition
from agora.views.shapes import Bar, Bars, Glance, Link
from agora.views.timeline import percentage, project_timeline

ABOUT = "about"
"""The slug of the page that shows the whole network, by convention."""


def glance_of(edition: Edition) -> Glance | None:
    """All of it; None for a marketplace without projects or cities."""
    timeline = project_timeline(edition)
    network = network_of(edition.library)
    if timeline is None or not network.cities:
        return None
    return Glance(funding_sentence(edition, network), _countries(edition, network), timeline)


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
