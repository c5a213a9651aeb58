"""`check --report`: how complete entries are, what needs a look, and what dates say of a status."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest

from agora.model.values import PartialDate
from agora.staleness import needs_a_look
from agora.status import Status, status_of
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

WORLD = """\
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
-- content/projects/solar.md --
---
title: Solar Streets
acronym: SOLAR
programme: Horizon 2020
start: 2015
end: 2019-03
summary: It will heat 300 homes.
unverified: [programme]
reviewed: 2020-01-01
cities: [{city: ghent, role: demonstration}]
facts:
  - {label: Homes, unit: dwellings, value: 3, kind: target, source: x, verified: false}
---
The town
is going to build more.
-- content/projects/wind.yaml --
title: Wind
acronym: WIND
programme: Horizon Europe
start: 2020
planned_end: 2024
summary: It will start soon.
review_after: 2026-01-01
accept: {review-due: nobody answers}
cities: [{city: ghent, role: partner}]
"""


def test_what_needs_a_look_is_listed_at_its_place(website: Website) -> None:
    library = website(WORLD).check().library
    assert library is not None
    told = [
        (f"{look.place.path.rpartition('/')[2]}:{look.place.line}:{look.place.column}", look.why)
        for look in needs_a_look(library)
    ]
    assert told == [
        ("solar.md:7:13", "future"),
        ("solar.md:8:14", "unverified"),
        ("solar.md:9:11", "old"),
        ("solar.md:12:82", "unverified"),
        ("solar.md:15:1", "future"),
        ("wind.yaml:5:14", "end"),
        ("wind.yaml:7:15", "review"),
        ("wind.yaml:8:22", "accepted"),
    ]


def test_the_report_is_printed_for_people_and_for_programs(website: Website) -> None:
    workspace = website(WORLD)
    text = workspace.run("check", "--report", "--now", "2026-11-23")
    assert text.returncode == 0
    assert "projects             2" in text.stdout
    assert "  projects/wind: " in text.stdout
    assert "solar.md:7:13: future" in text.stdout
    told = json.loads(
        workspace.run("check", "--report", "--format", "json", "--now", "2026-11-23").stdout
    )
    assert {"problems", "errors", "warnings", "completeness", "needs_a_look"} == told.keys()
    projects = next(c for c in told["completeness"] if c["collection"] == "projects")
    assert projects["scores"][0]["entry"] == "projects/wind"
    assert 0 < projects["scores"][0]["percent"] < projects["scores"][1]["percent"] < 100
    assert told["needs_a_look"][0]["line"] == 7


def test_with_mistakes_the_report_speaks_of_the_rest(website: Website) -> None:
    workspace = website(WORLD + "-- content/news/broken.yaml --\ntitle: Broken\n")
    done = workspace.run("check", "--report")
    assert done.returncode == 1
    assert "field-missing" in done.stdout
    assert "projects/solar" in done.stdout


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        (PartialDate(2027), None, Status.PLANNED),
        (PartialDate(2026), PartialDate(2026), Status.RUNNING),
        (PartialDate(2026, 11, 23), PartialDate(2026, 11, 23), Status.RUNNING),
        (PartialDate(2020), PartialDate(2026, 10), Status.ENDED),
        (PartialDate(2020), None, Status.UNKNOWN),
    ],
)
def test_a_status_follows_from_dates(
    start: PartialDate, end: PartialDate | None, status: Status
) -> None:
    assert status_of(start, end, dt.date(2026, 11, 23)) is status


def test_a_page_says_the_status_of_its_day(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    assert "Ended" in workspace.page("/projects/solar/")
    workspace.build(now=dt.datetime(2018, 1, 1, tzinfo=dt.UTC))
    assert "Running" in workspace.page("/projects/solar/")
