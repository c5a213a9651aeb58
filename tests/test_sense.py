"""What is well-formed and yet probably wrong is a warning, at its line, until its entry accepts it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agora.sense import doubted_again, sense
from agora.trace import Notes
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

CONTENT = """\
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
-- content/projects/solar.yaml --
title: Solar Streets
acronym: SOLAR
programme: Horizon 2020
start: 2015
end: 2019-03
cities:
  - {city: ghent, role: lighthouse}
-- content/sites/hall.yaml --
title: Harbour Hall
project: solar
city: ghent
"""

CASES = {
    "point-outside-country": ("lat: 51.05", "lat: 50.05", "content/cities/ghent.yaml:3:6"),
    "point-far-from-city": (
        "city: ghent\n",
        "city: ghent\nlat: 50.47\nlon: 4.87\n",
        "content/sites/hall.yaml:4:6",
    ),
    "lighthouse-without-site": (
        "project: solar\n",
        "project: other\n",
        "content/projects/solar.yaml:7:12",
    ),
    "city-not-in-project": (
        "  - {city: ghent, role: lighthouse}",
        "  []",
        "content/sites/hall.yaml:3:7",
    ),
    "status-after-end": (
        "city: ghent\n",
        "city: ghent\nstatus: building\n",
        "content/sites/hall.yaml:4:9",
    ),
    "review-due": (
        "city: ghent\n",
        "review_after: 2026-11-22\ncity: ghent\n",
        "content/sites/hall.yaml:3:15",
    ),
    "conflict": (
        "city: ghent\n",
        """\
city: ghent
facts:
  - {label: A, unit: dwellings, value: 10, kind: target, source: x, indicator: homes}
  - {label: B, unit: dwellings, value: 12, kind: target, source: y, indicator: homes}
""",
        "content/sites/hall.yaml:6:40",
    ),
}

OTHER = """\
-- content/projects/other.yaml --
title: Another project
acronym: OTHER
programme: Horizon 2020
start: 2015
cities: [{city: ghent, role: fellow}]
"""


@pytest.mark.parametrize("code", CASES)
def test_each_doubt_is_told_once_at_its_place_and_can_be_accepted(
    website: Website, code: str
) -> None:
    before, after, place = CASES[code]
    workspace = website(CONTENT.replace(before, after, 1) + OTHER)
    assert workspace.problems() == [f"{place} {code}"]
    assert workspace.check().is_sound
    assert not workspace.check(strict=True).is_sound
    path = place.split(":")[0]
    workspace.edit(path, "title:", f"accept: {{{code}: we know}}\ntitle:")
    assert workspace.problems() == []


def test_two_facts_on_one_thing_at_two_times_are_no_conflict(website: Website) -> None:
    facts = CASES["conflict"][1].replace("value: 12", "value: 12, as_of: 2018")
    assert website(CONTENT.replace("city: ghent\n", facts, 1)).problems() == []


def test_a_city_or_theme_that_nothing_refers_to_is_told(website: Website) -> None:
    workspace = website(
        """\
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
-- content/themes/energy.yaml --
title: Energy
-- content/themes/heat.yaml --
title: Heat
parent: energy
-- content/pages/about.yaml --
title: About
body: "We began in [Ghent](cities/ghent)."
"""
    )
    assert workspace.problems() == ["content/themes/heat.yaml:1:1 unreferenced"]


def test_a_menu_page_without_a_translation_is_told_for_each_language(website: Website) -> None:
    workspace = website(
        """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/
default_language: en
languages: [en, es]
-- content/pages/about.yaml --
title: About
menu: header
-- content/pages/hidden.yaml --
title: Hidden
"""
    )
    assert workspace.problems() == ["content/pages/about.yaml:2:7 menu-untranslated"]


def test_a_document_with_a_file_wants_its_language_and_date(website: Website) -> None:
    workspace = website(
        """\
-- content/initiatives/giants.yaml --
title: Giants
documents:
  - {title: A table, file: table.csv}
  - {title: Another, file: table.csv, language: en, date: 2022}
-- content/initiatives/giants/table.csv --
city,homes
Ghent,12
"""
    )
    assert workspace.problems() == ["content/initiatives/giants.yaml:3:28 document-undescribed"]


def test_without_history_the_dates_are_left_out_with_one_warning_for_all(website: Website) -> None:
    workspace = website(CONTENT)
    assert workspace.problems("no-history") == ["content/marketplace.yaml:1:1 no-history"]
    for path in ("cities/ghent", "projects/solar", "sites/hall"):
        workspace.edit(f"content/{path}.yaml", "title:", "updated: 2026-01-01\ntitle:")
    assert workspace.problems("no-history") == []


def test_a_mistake_elsewhere_hides_no_doubt_that_is_sure(website: Website) -> None:
    """All in one run: only what would have to look at what cannot be read waits."""
    wrong = (
        "-- content/cities/lonely.yaml --\ntitle: Lonely\ncountry: BE\nlat: 51\nlon: 3.7\nlatt: 2\n"
    )
    theme = "-- content/themes/energy.yaml --\ntitle: Energy\n"
    before, after, place = CASES["lighthouse-without-site"]
    workspace = website(CONTENT.replace(before, after, 1) + OTHER + wrong + theme)
    assert workspace.problems() == [
        "content/cities/lonely.yaml:5:1 field-unknown",
        f"{place} lighthouse-without-site",
        "content/themes/energy.yaml:1:1 unreferenced",
    ]
    workspace.edit("content/sites/hall.yaml", "city: ghent", "city: gent")
    assert "lighthouse-without-site" not in " ".join(workspace.problems())
    assert "unreferenced" not in " ".join(workspace.problems())


@pytest.mark.parametrize("code", CASES)
def test_the_checks_of_an_entry_read_itself_and_both_ends_of_its_references(
    website: Website, code: str
) -> None:
    """So an edit makes those again whose checks may find something else, and no others."""
    before, after, _ = CASES[code]
    library = website(CONTENT.replace(before, after, 1) + OTHER).check().library
    assert library
    for entry in library.entries.values():
        with Notes() as read:
            sense(library, (entry,), frozenset())
        for name in read:
            assert entry.id in doubted_again(library, (name,))
