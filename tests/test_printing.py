"""Numbers, ranges, dates and units as readers of each language expect them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.workspace import Workspace

Website = Callable[[str], Workspace]

WORLD = """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/
default_language: en
languages: [en, es]
units:
  - {id: percent, label: per cent, symbol: "%"}
  - {id: dwellings, label: {one: dwelling, other: dwellings}}
  - {id: m2, label: square metres, symbol: m²}
  - {id: date, label: date}
  - {id: year, label: calendar year}
  - {id: text, label: text}
-- content/marketplace.es.yaml --
units:
  dwellings: {label: {one: vivienda, other: viviendas}}
-- content/initiatives/giants.yaml --
title: Giants
facts:
  - {id: range, label: A, unit: dwellings, value: 20-40, qualifier: about, kind: reported, source: x}
  - {id: one, label: B, unit: dwellings, value: 1, kind: reported, source: x}
  - {id: area, label: C, unit: m2, value: 500000.5, qualifier: more-than, kind: target, source: x}
  - {id: share, label: D, unit: percent, value: 47.5, qualifier: up-to, kind: target, source: x}
  - {id: day, label: E, unit: date, value: 2022-11-15, kind: reported, source: x}
  - {id: month, label: F, unit: date, value: 2020-10, kind: reported, source: x}
  - {id: year, label: G, unit: year, value: 2004, kind: context, source: x}
  - {id: text, label: H, unit: text, value: NO, kind: context, source: x}
-- content/initiatives/giants.es.yaml --
title: Gigantes
"""

PRINTED = {
    "range": ("about 20–40 dwellings", "en torno a 20–40 viviendas"),
    "one": ("1 dwelling", "1 vivienda"),
    "area": ("more than 500,000.5 m²", "más de 500.000,5 m²"),
    "share": ("up to 47.5%", "hasta 47,5 %"),
    "day": ("15 November 2022", "15 de noviembre de 2022"),
    "month": ("October 2020", "octubre de 2020"),
    "year": ("2004", "2004"),
    "text": ("NO", "NO"),
}


@pytest.fixture
def built(website: Website) -> Workspace:
    workspace = website(WORLD)
    workspace.build()
    return workspace


@pytest.mark.parametrize("fact", PRINTED)
def test_a_value_is_printed_in_the_readers_language(built: Workspace, fact: str) -> None:
    for address, expected in zip(
        ("/initiatives/giants/", "/es/initiatives/giants/"), PRINTED[fact], strict=True
    ):
        page = built.page(address)
        found = re.search(
            rf'id="fact\.{fact}".*?<(p|dd) class="figure-value">(.*?)</\1>', page, re.DOTALL
        )
        assert found
        words = re.sub(r"<[^>]*>", "", found[2]).replace("\u00a0", " ")
        assert words == expected
