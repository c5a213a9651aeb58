"""One registry of every address: two claimants of one are told before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.addresses import folded, href
from agora.plan import Claim, clashes
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

CITY = """\
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
---
"""


@pytest.mark.parametrize(
    ("entry", "claimants"),
    [
        ("-- content/pages/cities.yaml --\ntitle: Cities\n", "the page /cities/"),
        ("-- content/pages/a-z.yaml --\ntitle: All\n", "the page /a-z/"),
        (
            "-- content/pages/old.yaml --\ntitle: Old\naliases: [/cities/ghent/]\n",
            "an alias of pages/old",
        ),
        (
            "-- content/pages/old.yaml --\ntitle: Old\naliases: [/Cities/Ghent]\n",
            "an alias of pages/old",
        ),
        (
            "-- content/pages/old.yaml --\ntitle: Old\naliases: [/sitemap.xml/]\n",
            "the website itself",
        ),
        ("-- content/pages/old.yaml --\ntitle: Old\naliases: [/x/, /x]\n", "an alias of pages/old"),
    ],
)
def test_two_claimants_of_one_address_are_one_error_that_names_both(
    website: Website, entry: str, claimants: str
) -> None:
    workspace = website(CITY + entry)
    problems = workspace.check().problems
    taken = [problem for problem in problems if problem.code == "address-taken"]
    assert len(taken) == 1
    assert claimants in taken[0].message
    assert "/pages/" in taken[0].place.path


def test_a_language_and_a_page_of_the_same_name_clash(website: Website) -> None:
    workspace = website(
        """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/
default_language: en
languages: [en, es]
-- content/pages/es.yaml --
title: Es
"""
    )
    assert workspace.problems("address-taken") == ["content/pages/es.yaml:1:1 address-taken"]


def test_a_draft_claims_nothing(website: Website) -> None:
    draft = "-- content/pages/cities.yaml --\ntitle: Cities\ndraft: true\n"
    workspace = website(CITY + draft)
    assert workspace.problems("address-taken") == []
    assert workspace.problems("address-taken", drafts=True) != []


@given(st.text(max_size=12), st.text(max_size=12))
def test_paths_that_some_file_system_cannot_tell_apart_clash_and_no_others(a: str, b: str) -> None:
    a, b = a.replace("/", ""), b.replace("/", "")
    told = clashes([Claim(f"x{a}", "one"), Claim(f"x{b}", "two")])
    assert bool(told) == (folded(f"x{a}") == folded(f"x{b}"))


TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.from_regex(
    "/[a-z0-9/._~#-]*", fullmatch=True
)


@given(TEXT)
def test_an_address_is_percent_encoded_where_it_must_be(address: str) -> None:
    assert href("/base/", address) == "/base/" + quote(address.lstrip("/"), safe="/-._~#")
