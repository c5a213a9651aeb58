"""Facts as a reader of each language sees them: numbers, ranges, words such as "about", dates, units."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.html import document_fromstring

from tests.own_content import FactNode, facts_in, words_of
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

MARKET = """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/
default_language: en
languages: [en, es]
units:
  - {id: percent, label: per cent, symbol: "%"}
  - {id: dwellings, label: {one: dwelling, other: dwellings}}
  - {id: eur, label: {one: euro, other: euros}}
  - {id: kwh-per-m2, label: kilowatt-hours per square metre, symbol: kWh/m²}
  - {id: factor, label: factor}
  - {id: items, label: items}
  - {id: year, label: calendar year}
  - {id: date, label: date}
  - {id: text, label: text}
-- content/marketplace.es.yaml --
title: Mercado
units:
  dwellings: {label: {one: vivienda, other: viviendas}}
  eur: {label: {one: euro, many: de euros, other: euros}}
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
facts:
"""

PRINTED = (
    ("value: 1, unit: dwellings", "1 dwelling", "1 vivienda"),
    ("value: 0, unit: dwellings", "0 dwellings", "0 viviendas"),
    ("value: 12345, unit: dwellings", "12,345 dwellings", "12.345 viviendas"),
    ("value: 20-40, unit: dwellings", "20–40 dwellings", "20–40 viviendas"),
    ("value: 1500-2500, unit: dwellings", "1,500–2,500 dwellings", "1.500–2.500 viviendas"),
    ("value: 25000000, unit: eur", "25,000,000 euros", "25.000.000 de euros"),
    ("value: 4.75, unit: factor", "4.75 factor", "4,75 factor"),
    ("value: 53.5, unit: kwh-per-m2", "53.5 kWh/m²", "53,5 kWh/m²"),
    (
        "value: 500000.5, unit: kwh-per-m2, qualifier: more-than",
        "more than 500,000.5 kWh/m²",
        "más de 500.000,5 kWh/m²",
    ),
    ("value: -12, unit: percent", "-12%", "-12 %"),
    ("value: 12.5, unit: percent", "12.5%", "12,5 %"),
    ("value: 30-70, unit: percent", "30–70%", "30–70 %"),
    ("value: 50, unit: percent, qualifier: up-to", "up to 50%", "hasta 50 %"),
    ("value: 40, unit: items, qualifier: about", "about 40", "en torno a 40"),
    ("value: 40, unit: items, qualifier: almost", "almost 40", "casi 40"),
    ("value: 40, unit: items, qualifier: more-than", "more than 40", "más de 40"),
    ("value: 40, unit: items, qualifier: less-than", "less than 40", "menos de 40"),
    ("value: 40, unit: items, qualifier: at-least", "at least 40", "al menos 40"),
    ("value: 20-40, unit: items, qualifier: about", "about 20–40", "en torno a 20–40"),
    ("value: 2021, unit: year", "2021", "2021"),
    ("value: 2022-11, unit: date", "November 2022", "noviembre de 2022"),
    ("value: 2022-11-15, unit: date", "15 November 2022", "15 de noviembre de 2022"),
    ("value: 2022, unit: date", "2022", "2022"),
    ("value: NO, unit: text", "NO", "NO"),
    ("value: 01234 by hand, unit: text", "01234 by hand", "01234 by hand"),
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> dict[str, list[FactNode]]:
    """The facts above on the city's page, in each language."""
    facts = "".join(
        f"  - {{label: Fact, {fact}, kind: reported, source: A register}}\n"
        for fact, _, _ in PRINTED
    )
    workspace = Workspace(tmp_path_factory.mktemp("printed"), cache).add(MARKET + facts)
    workspace.build()
    return {
        language: list(facts_in(document_fromstring(workspace.page(f"{prefix}/cities/ghent/"))))
        for language, prefix in (("en", ""), ("es", "/es"))
    }


@pytest.mark.parametrize("at", range(len(PRINTED)), ids=[fact for fact, _, _ in PRINTED])
def test_a_fact_is_printed_as_its_language_writes_it(
    shown: dict[str, list[FactNode]], at: int
) -> None:
    _, *expected = PRINTED[at]
    for language, words in zip(("en", "es"), expected, strict=True):
        (node,) = (node for node in shown[language] if node.anchor == f"fact.{at + 1}")
        assert plain(node.value) == words


def plain(text: str) -> str:
    """Spaces and minus signs that only look different."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


STREET = (
    MARKET
    + """\
  - {label: Homes to heat, value: 750, unit: dwellings, kind: target, source: The plan, indicator: homes}
  - label: Homes heated
    value: 302
    unit: dwellings
    kind: achieved
    as_of: 2019-03
    source: {title: The register, url: "https://register.example/"}
    indicator: homes
    note: Counted in spring.
    verified: false
  - {label: Budget, value: 20, unit: eur, kind: reported, source: One, indicator: budget}
  - {label: Cost, value: 25, unit: eur, kind: reported, source: Two, indicator: budget}
  - {label: Cost, value: 30, unit: eur, kind: achieved, source: Two, indicator: budget}
accept: {conflict: both are kept}
"""
)


@pytest.mark.parametrize(
    ("prefix", "target", "result", "conflict"),
    [
        (
            "",
            "Target 750 dwellings Source: The plan",
            "Achieved 302 dwellings Homes heated As of March 2019. Source: The register"
            " Not verified Counted in spring.",
            "The sources disagree.",
        ),
        (
            "/es",
            "Objetivo previsto 750 viviendas Fuente: The plan",
            "Logrado 302 viviendas Homes heated",
            "Las fuentes no coinciden.",
        ),
    ],
)
def test_a_figure_says_everything_about_itself_and_stands_beside_its_target(
    website: Website, prefix: str, target: str, result: str, conflict: str
) -> None:
    workspace = website(STREET)
    workspace.build()
    page = document_fromstring(workspace.page(f"{prefix}/cities/ghent/"))
    (homes,) = (part for part in page.iter("li") if part.get("class") == "strand of-2")
    (budget,) = (part for part in page.iter("li") if part.get("class") == "strand of-3")
    planned, done = (
        words_of(node.element) for node in facts_in(page) if node.strand == "Homes to heat"
    )
    assert planned == target
    assert done.startswith(result)
    sources = [node.hrefs for node in facts_in(page) if node.anchor == "fact.2"]
    assert sources == [["https://register.example/"]]
    assert conflict not in words_of(homes)
    assert conflict in words_of(budget)
    values = [node.value for node in facts_in(page) if node.strand == "Budget"]
    assert [value.split()[0] for value in values] == ["20", "25", "30"]
    assert "1,052" not in words_of(page)
    assert "1.052" not in words_of(page)
