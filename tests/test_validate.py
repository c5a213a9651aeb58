"""Every mistake in a field is a problem at its line, with the word to write instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.workspace import Workspace

Website = Callable[[str], Workspace]

CITY = """\
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
{fields}
---
"""


def ghent(website: Website, fields: str) -> Workspace:
    return website(CITY.format(fields=fields))


def found(website: Website, fields: str) -> list[str]:
    return ghent(website, fields).problems()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ("contry: BE", "6:1 field-unknown"),
        ("population: 526.000", "6:13 value-type"),
        ("population: {value: 526.000}", "6:21 number-ambiguous"),
        ("population: {value: 526 000}", "6:21 number-invalid"),
        ("population: {value: 12.5}", "6:21 number-invalid"),
        ("population: {value: -1}", "6:21 value-out-of-range"),
        ("themes: energy", "6:9 value-type"),
        ("draft: perhaps", "6:8 value-type"),
        ("publish: 15th Nov 2022", "6:10 date-invalid"),
        ("publish: 2022-02-30", "6:10 date-invalid"),
        ("publish: 2022-11", "6:10 date-invalid"),
        ("website: www.gent.be", "6:10 address-invalid"),
        ("website: javascript:alert(1)", "6:10 address-invalid"),
        ("geonames_id: many", "6:14 number-invalid"),
        ("aliases: [../evil]", "6:11 address-invalid"),
        ("accept: {conflct: two sources}", "6:10 value-unknown"),
        ("unverified: [popluation]", "6:14 value-unknown"),
        (
            "facts: [{label: A, unit: kilos, value: 1, kind: target, source: x}]",
            "6:26 unit-unknown",
        ),
        (
            "facts: [{label: A, unit: percent, value: 120, kind: target, source: x}]",
            "6:42 value-out-of-range",
        ),
        (
            "facts: [{label: A, unit: percent, value: 1, kind: goal, source: x}]",
            "6:51 value-unknown",
        ),
        (
            "facts: [{label: A, unit: date, value: May, kind: target, source: x}]",
            "6:39 date-invalid",
        ),
        ("facts: [{label: A, unit: percent, value: 1, kind: target}]", "6:9 field-missing"),
        (
            "facts: [{id: A B, label: A, unit: text, value: a, kind: target, source: x}]",
            "6:14 slug-invalid",
        ),
        ("sources: [{accessed: 2022-01-01}]", "6:11 field-missing"),
        ("publish: 2022-02-02\nexpire: 2022-01-01", "7:9 dates-reversed"),
        ("summary:", None),
        ("population: {value: 0}", None),
        ("networks: [NO, 01234, 12:30, 1.10]", None),
        ("facts: [{label: A, unit: percent, value: 20-40, kind: target, source: x}]", None),
        ("facts: [{label: A, unit: percent, value: 0.125, kind: target, source: x}]", None),
    ],
)
def test_a_mistake_in_a_field_stands_at_its_first_character(
    website: Website, fields: str, problem: str | None
) -> None:
    theme = "content/cities/ghent.md:1:1 unreferenced"
    expected = [f"content/cities/ghent.md:{problem}"] if problem else [theme]
    assert found(website, fields) == expected


def test_all_mistakes_of_a_file_are_told_at_once_with_what_to_write(website: Website) -> None:
    workspace = website(
        """\
-- content/projects/solar.yaml --
titel: Solar Streets
acronym: SOLAR
kind: lighthous
programme: Horizon 2020
start: 15/11/2022
end: 2019-03
eu_grant: {amount: 5000000}
total_cost: {amount: 4000000}
cities: [{city: gent, role: lighthouse}]
-- content/cities/ghent.md --
---
title: Ghent
country: UK
lat: 51.05
lon: 3.72
---
"""
    )
    assert workspace.problems() == [
        "content/cities/ghent.md:3:10 value-unknown",
        "content/projects/solar.yaml:1:1 field-missing",
        "content/projects/solar.yaml:1:1 field-unknown",
        "content/projects/solar.yaml:3:7 value-unknown",
        "content/projects/solar.yaml:5:8 date-invalid",
        "content/projects/solar.yaml:7:20 grant-over-total",
        "content/projects/solar.yaml:9:17 reference-unknown",
    ]
    told = workspace.messages()
    assert "did you mean title?" in told
    assert "did you mean lighthouse?" in told
    assert "write 2022-11-15" in told
    assert "write GB" in told
    assert "did you mean ghent?" in told


def test_an_end_before_its_start_is_told_beside_other_mistakes(website: Website) -> None:
    workspace = website(
        """\
-- content/projects/solar.yaml --
title: Solar Streets
acronym: SOLAR
programme: Horizon 2020
start: 2020-05
end: 2019
partners: many
"""
    )
    assert workspace.problems() == [
        "content/projects/solar.yaml:5:6 dates-reversed",
        "content/projects/solar.yaml:6:11 number-invalid",
    ]


def test_a_required_field_that_is_empty_is_told_at_its_name(website: Website) -> None:
    workspace = website(
        """\
-- content/themes/energy.yaml --
title:
"""
    )
    assert workspace.problems("field-missing") == ["content/themes/energy.yaml:1:1 field-missing"]


def test_items_of_one_list_with_the_same_id_are_refused(website: Website) -> None:
    fields = """\
facts:
  - {id: a, label: A, unit: percent, value: 1, kind: target, source: x}
  - {id: a, label: B, unit: percent, value: 2, kind: target, source: x}"""
    assert found(website, fields) == ["content/cities/ghent.md:8:10 duplicate-item"]


SPANISH = """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/
default_language: en
languages: [en, es]
units: [{id: percent, label: per cent}]
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
facts:
  - {id: share, label: Share, unit: percent, value: 1, kind: target, source: A report}
---
"""


@pytest.mark.parametrize(
    ("translation", "problem"),
    [
        ("title: Gante\nlat: 51", "2:1 field-not-translatable"),
        ("titulo: Gante", "1:1 field-unknown"),
        ("facts: {shares: {label: Cuota}}", "1:9 item-unknown"),
        ("facts: {share: {value: 2}}", "1:17 field-not-translatable"),
        ("facts: [{label: Cuota}]", "1:8 value-type"),
        ("image: {alt: Un puente}", "1:1 item-unknown"),
    ],
)
def test_a_translation_may_set_only_what_differs_by_language(
    website: Website, translation: str, problem: str
) -> None:
    workspace = website(SPANISH + f"-- content/cities/ghent.es.yaml --\n{translation}\n")
    assert workspace.problems() == [f"content/cities/ghent.es.yaml:{problem}"]


def test_a_translation_of_nothing_and_of_an_unknown_language_are_refused(website: Website) -> None:
    workspace = website(
        SPANISH
        + """\
-- content/cities/ghent.ess.yaml --
title: Gante
-- content/cities/bruges.es.yaml --
title: Brujas
"""
    )
    assert workspace.problems() == [
        "content/cities/bruges.es.yaml:1:1 translation-orphan",
        "content/cities/ghent.ess.yaml:1:1 language-unknown",
    ]
    assert "did you mean es?" in workspace.messages()


def test_a_mistake_in_the_settings_does_not_hide_those_in_entries(website: Website) -> None:
    workspace = website(
        """\
-- content/marketplace.yaml --
title: Test Market
base_url: example.org
default_language: en
languages: [en]
units: [{id: percent, label: per cent, max: 100}]
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
facts: [{label: A, unit: percent, value: 101, kind: target, source: x}]
---
"""
    )
    assert workspace.problems() == [
        "content/cities/ghent.md:6:42 value-out-of-range",
        "content/marketplace.yaml:2:11 address-invalid",
    ]
