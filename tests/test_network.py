"""The repository's own content, built once: every number can be traced, and sums are what the facts say."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from agora.pipeline import Build, Request, build
from tests.workspace import NOW, PROJECT, Workspace

FACTS = json.loads((PROJECT / "tests/fixtures/network.json").read_text(encoding="utf-8"))
pytestmark = pytest.mark.xdist_group("network")


@pytest.fixture(scope="module")
def files(cache: Path) -> dict[str, str]:
    """The pages and style sheets of the website by their output path."""
    done = build(Request(PROJECT, NOW, cache=cache))
    assert done.is_sound
    return {
        output.path: output.content.decode()
        for output in done.outputs
        if output.path.endswith((".html", ".css"))
    }


@pytest.fixture(scope="module")
def pages(files: dict[str, str]) -> dict[str, lxml.html.HtmlElement]:
    """All HTML pages of the website, parsed, by their output path."""
    return {
        path: lxml.html.document_fromstring(text)
        for path, text in files.items()
        if path.endswith(".html")
    }


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def figures(page: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """The facts: other numbers of a page are counts of its own lists."""
    for kind in ("target", "achieved", "reported", "context"):
        yield from page.find_class(f"figure-{kind}")


def test_every_number_on_every_page_has_its_label_kind_and_source(
    pages: dict[str, lxml.html.HtmlElement],
) -> None:
    seen = 0
    for path, page in pages.items():
        source_word = "Fuente:" if path.startswith("es/") else "Source:"
        for figure in figures(page):
            seen += 1
            value = figure.find_class("figure-number")
            kind = figure.find_class("kind")
            origin = figure.find_class("figure-origin")
            assert value and words(value[0]), path
            assert kind and words(kind[0]), path
            assert origin, path
            told = words(origin[0]).split(source_word)
            assert len(told) == 2 and told[1].strip(), path
            label = figure.find_class("figure-label") or figure.xpath(
                'ancestor::*[contains(@class, "strand")]//*[contains(@class, "strand-label")]'
            )
            assert label and words(label[0]), path
    assert seen > 700


def test_every_page_links_the_sheets_that_style_what_it_holds(files: dict[str, str]) -> None:
    styled = {
        path: set(re.findall(r"\.([a-z][\w-]*)", css))
        for path, css in files.items()
        if path.endswith(".css")
    }
    everything: set[str] = set().union(*styled.values())
    for path, html in files.items():
        if not path.endswith(".html"):
            continue
        linked = re.findall(r'<link rel="stylesheet"(?: media="print")? href="/([^"]+)"', html)
        named = {word for text in re.findall(r'class="([^"]*)"', html) for word in text.split()}
        reached: set[str] = set().union(*(styled[sheet] for sheet in linked))
        assert (named & everything) - reached == set(), path


def test_the_network_is_counted_as_the_facts_say(pages: dict[str, lxml.html.HtmlElement]) -> None:
    numbers = {
        words(number.find_class("figure-label")[0]): words(number.find_class("figure-number")[0])
        for number in pages["index.html"].xpath('//dl[contains(@class, "numbers")]/div')
    }
    assert numbers == {
        f"cities in {FACTS['countries']} countries": str(FACTS["cities"]),
        "demonstration sites": str(FACTS["sites"]),
        "projects": str(FACTS["projects"]),
        "initiatives": str(FACTS["initiatives"]),
    }


def test_the_sum_of_grants_says_for_how_many_projects_it_is_known(
    pages: dict[str, lxml.html.HtmlElement],
) -> None:
    grants = FACTS["eu_grants_eur"].values()
    sentence = (
        f"€{sum(grants):,} of EU grants, known for {len(grants)} of {FACTS['projects']} projects"
    )
    for path in ("index.html", "about/index.html"):
        assert sentence in words(pages[path])


def test_vitoria_gasteiz_shows_what_was_planned_beside_what_was_done(
    pages: dict[str, lxml.html.HtmlElement],
) -> None:
    page = next(
        page for path, page in pages.items() if path.startswith("sites/") and "vitoria" in path
    )
    told = [
        (words(figure.find_class("kind")[0]), words(figure.find_class("figure-value")[0]))
        for strand in page.find_class("strand")
        if "750" in words(strand)
        for figure in figures(strand)
    ]
    assert ("Target", "750 dwellings") in told
    assert ("Achieved", "302 dwellings") in told


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("projects/mysmartlife/index.html", ("1 December 2016", "February 2016")),
        ("projects/city-zen/index.html", ()),
    ],
)
def test_sources_that_disagree_are_shown_as_a_conflict_with_both(
    pages: dict[str, lxml.html.HtmlElement], path: str, values: tuple[str, ...]
) -> None:
    conflicts = [
        strand
        for strand in pages[path].find_class("strand")
        if strand.find_class("strand-conflict")
    ]
    assert conflicts
    assert any(all(value in words(strand) for value in values) for strand in conflicts)
    assert all(len(list(figures(strand))) > 1 for strand in conflicts)


def test_a_city_shows_its_years_its_neighbours_and_cities_like_it(
    pages: dict[str, lxml.html.HtmlElement],
) -> None:
    heerlen = words(pages["cities/heerlen/index.html"])
    for expected in ("Projects of Heerlen by year", "STORM", "Partner city", "Aachen 14 km"):
        assert expected in heerlen
    assert re.search(r"80,000–150,000 people, district heating", heerlen)


PLANTED = {
    "a contradiction": (
        "content/sites/matchup-valencia.md",
        "facts:\n",
        "facts:\n"
        "  - {label: X, unit: actions, value: 1, kind: target, source: A, indicator: planted}\n"
        "  - {label: X, unit: actions, value: 2, kind: target, source: B, indicator: planted}\n",
        "conflict",
    ),
    "a point in the wrong country": (
        "content/cities/kerava.md",
        "country: FI",
        "country: SE",
        "point-outside-country",
    ),
    "a grant above its total": (
        "content/projects/matchup.md",
        "amount: 17418339",
        "amount: 97418339",
        "grant-over-total",
    ),
    "a lighthouse city without a site": (
        "content/projects/growsmarter.md",
        "cities:\n",
        "cities:\n  - {city: heerlen, role: lighthouse}\n",
        "lighthouse-without-site",
    ),
}


@pytest.mark.parametrize("case", PLANTED)
def test_what_is_planted_in_a_copy_is_told_at_its_line_and_nothing_else(
    tmp_path: Path, cache: Path, case: str
) -> None:
    path, before, after, code = PLANTED[case]
    shutil.copytree(PROJECT / "content", tmp_path / "content")
    workspace = Workspace(tmp_path, cache)
    workspace.edit(path, before, after)
    found = [told for told in check(workspace).problems if told.code != "no-history"]
    assert [(told.code, told.place.path) for told in found] == [(code, path)]
    line = (tmp_path / path).read_text(encoding="utf-8").splitlines()[found[0].place.line - 1]
    last = after.strip().splitlines()[-1]
    assert last.strip() in line or line.strip().startswith("lat")


def check(workspace: Workspace) -> Build:
    return workspace.check(now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
