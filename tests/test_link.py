"""References resolve after all is loaded; each one that leads nowhere is told at its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.workspace import Workspace

Website = Callable[[str], Workspace]

CONTENT = """\
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
---
-- content/projects/solar.yaml --
title: Solar Streets
acronym: SOLAR
programme: Horizon 2020
start: 2020
cities: [{city: ghent, role: lighthouse}]
-- content/sites/hall.yaml --
title: Harbour Hall
project: solar
city: ghent
"""


def test_references_that_hold_are_no_problem(website: Website) -> None:
    assert website(CONTENT).problems() == []


@pytest.mark.parametrize(
    ("line", "problem", "hint"),
    [
        ("themes: [energi]", "4:10 reference-unknown", "write the name of a file"),
        ("themes: [ghent]", "4:10 reference-collection", "cities/ghent"),
        ("themes: [cities/ghent]", "4:10 reference-collection", "not one of the themes"),
        ("themes: [themes/x]", "4:10 slug-invalid", "write x"),
        ("topics: [hall]", "4:10 reference-collection", "sites/hall"),
    ],
)
def test_a_reference_to_nothing_is_told_at_its_item(
    website: Website, line: str, problem: str, hint: str
) -> None:
    workspace = website(CONTENT + f"{line}\n")
    assert workspace.problems() == [f"content/sites/hall.yaml:{problem}"]
    assert hint in workspace.messages()


def test_a_misspelt_reference_names_the_nearest(website: Website) -> None:
    workspace = website(CONTENT.replace("city: ghent\n", "city: gent\n"))
    assert workspace.problems() == ["content/sites/hall.yaml:3:7 reference-unknown"]
    assert "did you mean ghent?" in workspace.messages()


def test_an_id_of_any_collection_is_written_whole(website: Website) -> None:
    topic = "-- content/topics/port.yaml --\ntitle: The port\nmembers: [hall, sites/halt, topics/port]\n"
    workspace = website(CONTENT + topic)
    assert workspace.problems() == [
        "content/topics/port.yaml:2:11 reference-unknown",
        "content/topics/port.yaml:2:17 reference-unknown",
        "content/topics/port.yaml:2:29 reference-self",
    ]
    assert "write sites/hall" in workspace.messages()
    assert "did you mean sites/hall?" in workspace.messages()


def test_a_file_that_cannot_be_read_still_owns_its_id(website: Website) -> None:
    workspace = website(CONTENT.replace("title: Ghent", "title: Ghent: the city"))
    assert workspace.problems() == ["content/cities/ghent.md:2:13 yaml-syntax"]


def test_an_entry_with_a_mistake_still_owns_its_id_and_its_references_are_checked(
    website: Website,
) -> None:
    workspace = website(CONTENT + "status: bulding\nthemes: [energy]\n")
    workspace.write("content/topics/port.yaml", b"title: The port\nmembers: [sites/hall]\n")
    assert workspace.problems() == [
        "content/sites/hall.yaml:4:9 value-unknown",
        "content/sites/hall.yaml:5:10 reference-unknown",
    ]


def test_a_draft_is_not_referred_to_unless_drafts_are_shown(website: Website) -> None:
    workspace = website(CONTENT.replace("title: Ghent", "draft: true\ntitle: Ghent"))
    assert workspace.problems() == [
        "content/projects/solar.yaml:5:17 reference-draft",
        "content/sites/hall.yaml:3:7 reference-draft",
    ]
    assert workspace.problems(drafts=True) == []


def test_what_is_not_published_yet_or_has_expired_is_dropped_with_a_warning(
    website: Website,
) -> None:
    workspace = website(CONTENT.replace("title: Harbour", "publish: 2027-01-01\ntitle: Harbour"))
    topic = b"title: The port\nmembers: [sites/hall, cities/ghent]\n"
    workspace.write("content/topics/port.yaml", topic)
    codes = ("reference-unpublished",)
    assert workspace.problems(*codes) == ["content/topics/port.yaml:2:11 reference-unpublished"]
    workspace.build()
    assert "Harbour Hall" not in workspace.page("/topics/port/")
    later = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert workspace.problems(*codes, now=later) == []
    workspace.build(now=later)
    assert "Harbour Hall" in workspace.page("/topics/port/")


def test_themes_that_are_each_others_parents_are_refused(website: Website) -> None:
    workspace = website(
        """\
-- content/themes/a.yaml --
title: A
parent: b
-- content/themes/b.yaml --
title: B
parent: c
-- content/themes/c.yaml --
title: C
parent: a
"""
    )
    assert workspace.problems() == [
        "content/themes/a.yaml:2:9 reference-cycle",
        "content/themes/b.yaml:2:9 reference-cycle",
        "content/themes/c.yaml:2:9 reference-cycle",
    ]


def test_a_file_that_is_not_in_the_entrys_folder_is_told_with_the_nearest(website: Website) -> None:
    workspace = website(CONTENT + "image: {file: hal.png, alt: The hall}\n")
    assert workspace.problems() == ["content/sites/hall.yaml:4:15 image-missing"]


def test_links_in_bodies_lead_to_entries_or_are_told_at_their_line(website: Website) -> None:
    workspace = website(
        CONTENT
        + """\
body: |
  See [Ghent](cities/ghent), [Gent](cities/gent), [here](cities/ghent/),
  [a place](#nowhere), [Ghent's sites](cities/ghent#sites) and [the map](/chart/).
"""
    )
    assert workspace.problems() == [
        "content/sites/hall.yaml:5:37 link-unknown",
        "content/sites/hall.yaml:5:58 link-form",
        "content/sites/hall.yaml:6:13 anchor-broken",
    ]
    assert "did you mean cities/ghent?" in workspace.messages()


def test_a_body_link_to_what_is_not_there_yet_becomes_its_text(website: Website) -> None:
    body = "body: 'Join [the fair](events/fair).'\n"
    workspace = website(CONTENT.replace("city: ghent\n", f"city: ghent\n{body}"))
    workspace.write("content/events/fair.yaml", b"title: Fair\nstart: 2030\npublish: 2029-01-01\n")
    assert workspace.problems() == ["content/sites/hall.yaml:4:24 reference-unpublished"]
    workspace.build()
    assert "Join the fair." in workspace.page("/sites/hall/")
