"""Every number of the website says what it counts, whether it was promised or measured, and who says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from agora import labels
from agora.addresses import entry_address, output_path
from agora.entries import Entry
from agora.model.facts import Fact
from agora.model.values import Range
from agora.texts import load_texts
from tests.own_content import FactNode, OwnWebsite, words_of
from tests.workspace import PROJECT, Workspace, told

pytestmark = pytest.mark.xdist_group("own content")

LANGUAGES = ("en", "es")
TEXTS, _ = load_texts(LANGUAGES)
SOURCE = {language: TEXTS[language].gettext("Source:") for language in LANGUAGES}
CONFLICT = "The sources disagree. Both figures are shown, and neither is corrected."


def language_of(path: str) -> str:
    return "es" if path.startswith("es/") else "en"


def stated(website: OwnWebsite, language: str = "en") -> Iterator[tuple[Entry, Fact, str]]:
    """All facts of the content, in the words of a language, each with its anchor."""
    for entry in website.library.entries.values():
        facts: tuple[Fact, ...] = getattr(entry.in_language(language), "facts", ())
        for at, fact in enumerate(facts):
            yield entry, fact, f"fact.{fact.id or at + 1}"


def page_of(entry: Entry, language: str) -> str:
    return output_path(entry_address(entry.id, language, "en"))


def digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def strand(website: OwnWebsite, path: str, anchor: str) -> list[FactNode]:
    """The figures that stand in one strand with that of the anchor."""
    nodes = [node for node in website.facts(path) if node.anchor]
    (label,) = (node.strand for node in nodes if node.anchor == anchor)
    return [node for node in nodes if node.strand == label]


def test_every_figure_of_every_page_has_its_value_caption_kind_and_source(
    own_website: OwnWebsite,
) -> None:
    seen = 0
    for path in own_website.pages:
        language = language_of(path)
        for node in own_website.facts(path):
            where = f"{path} {node.anchor} {node.label}"
            kind = TEXTS[language].gettext(labels.FACT_KINDS[node.kind])
            _, source, origin = node.words("figure-origin").partition(SOURCE[language])
            assert node.words("figure-number"), where
            assert node.label, where
            assert node.words("kind") == kind, where
            assert source, where
            assert origin.strip(), where
            seen += 1
    # In two languages, and the few at the top of a page once more.
    assert seen > 2 * len(list(stated(own_website)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_content_stands_on_the_page_of_its_entry(
    own_website: OwnWebsite, language: str
) -> None:
    """Signs between digits are those of the language; the digits are those of the file."""
    facts = list(stated(own_website, language))
    assert len(facts) > 300
    for entry, fact, anchor in facts:
        path = page_of(entry, language)
        (node,) = (node for node in own_website.facts(path) if node.anchor == anchor)
        where = f"{path}#{anchor}"
        assert (node.kind, node.label) == (fact.kind, str(fact.label)), where
        assert ([fact.source.url] if fact.source.url else []) == node.hrefs, where
        assert str(fact.source.title or "") in node.words("figure-origin"), where
        if isinstance(fact.value, Decimal | Range):
            assert digits(node.words("figure-number")) == digits(str(fact.value)), where


def test_an_unverified_fact_says_so(own_website: OwnWebsite) -> None:
    for entry, fact, anchor in stated(own_website):
        (node,) = (n for n in own_website.facts(page_of(entry, "en")) if n.anchor == anchor)
        assert ("Not verified" in node.words("figure-origin")) is not fact.verified


def test_vitoria_gasteiz_shows_what_was_planned_beside_what_was_done(
    own_website: OwnWebsite,
) -> None:
    for path, unit in (
        ("sites/smartencity-vitoria-gasteiz/index.html", "dwellings"),
        ("es/sites/smartencity-vitoria-gasteiz/index.html", "viviendas"),
    ):
        (planned,) = (n for n in own_website.facts(path) if n.value == f"750 {unit}")
        found = strand(own_website, path, planned.anchor)
        assert [(node.kind, node.value) for node in found] == [
            ("target", f"750 {unit}"),
            ("achieved", f"302 {unit}"),
        ]


def test_a_target_and_its_result_are_drawn_on_one_scale(own_website: OwnWebsite) -> None:
    page = own_website.pages["sites/smartencity-vitoria-gasteiz/index.html"]
    lines = page.xpath('//svg[@class="figure-bar"]/line/@x2')
    assert lines == ["100%", "40%"], "750 homes were planned, 302 were done"
    alone = own_website.pages["sites/matchup-valencia/index.html"]
    assert alone.xpath('//svg[@class="figure-bar"]') == [], (
        "a target alone has nothing to stand beside"
    )


def test_no_figure_adds_a_target_to_a_result(own_website: OwnWebsite) -> None:
    """There are no totals of facts: each figure stands for one fact, or for a field of its entry."""
    fields = {"fact.population", "fact.eu-grant", "fact.total-cost"}
    anchors: dict[str, set[str]] = {}
    for entry, _, anchor in stated(own_website):
        anchors.setdefault(page_of(entry, "en"), set()).add(anchor)
    for path in own_website.pages:
        below = [node.anchor for node in own_website.facts(path) if node.anchor]
        assert len(below) == len(set(below)), path
        assert set(below) - anchors.get(path.removeprefix("es/"), set()) <= fields, path


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("projects/mysmartlife/index.html", {"1 December 2016", "February 2016"}),
        ("projects/city-zen/index.html", {"42,870,000 euros", "25,000,000 euros"}),
        ("es/projects/mysmartlife/index.html", {"1 de diciembre de 2016", "febrero de 2016"}),
        ("es/projects/city-zen/index.html", {"42.870.000 euros", "25.000.000 de euros"}),
    ],
)
def test_sources_that_disagree_stand_side_by_side_and_the_page_says_so(
    own_website: OwnWebsite, path: str, values: set[str]
) -> None:
    nodes = [node for node in own_website.facts(path) if node.value in values]
    assert {node.value for node in nodes} == values
    assert {node.kind for node in nodes} == {"reported"}
    assert len({node.strand for node in nodes}) == 1
    assert TEXTS[language_of(path)].gettext(CONFLICT) in words_of(own_website.pages[path])


def test_a_number_that_sources_contest_does_not_stand_alone_at_the_top(
    own_website: OwnWebsite,
) -> None:
    top = [node for node in own_website.facts("projects/city-zen/index.html") if not node.anchor]
    assert top
    assert all("euros" not in node.value for node in top)


def test_the_content_has_no_problem(own_website: OwnWebsite) -> None:
    found = [problem for problem in own_website.build.problems if problem.code != "no-history"]
    assert [told(problem) for problem in found] == []


def test_mistakes_in_the_content_are_told_at_their_lines_and_nothing_else(
    tmp_path: Path, cache: Path
) -> None:
    shutil.copytree(PROJECT / "content", tmp_path / "content")
    copy = Workspace(tmp_path, cache)
    another = (
        "  - {label: Another count, value: 320, unit: dwellings, kind: achieved,"
        " source: A newspaper, indicator: dwellings-retrofitted}\n"
    )
    vitoria, iris = "content/sites/smartencity-vitoria-gasteiz.md", "content/projects/iris.md"
    kerava, matchup = "content/cities/kerava.md", "content/projects/matchup.md"
    copy.edit(vitoria, "facts:\n", f"facts:\n{another}")
    copy.edit(kerava, "lat: 60.4", "lat: 46.4")
    copy.edit(matchup, "amount: 17418339", "amount: 27418339")
    copy.edit(iris, "{city: focsani, role: fellow}", "{city: focsani, role: lighthouse}")
    assert copy.problems() == [
        f"{kerava}:{place(copy, kerava, '46.4')} point-outside-country",
        f"{iris}:{place(copy, iris, 'focsani, role: lighthouse')} lighthouse-without-site",
        f"{matchup}:{place(copy, matchup, '27418339')} grant-over-total",
        f"{vitoria}:{place(copy, vitoria, '302', after='facts:')} conflict",
    ]


def place(workspace: Workspace, name: str, text: str, after: str = "---") -> str:
    """The line and the column where a text first stands in a file, counted by hand."""
    written = (workspace.root / name).read_text(encoding="utf-8")
    before = written[: written.index(text, written.index(after))]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
