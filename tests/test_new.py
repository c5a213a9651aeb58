"""`new` writes a file that an editor fills in; with everything given, it passes the check as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.documents import Scalar
from agora.model import TYPES
from agora.new import _quoted
from agora.reader.yaml_events import read_yaml
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

WORLD = """\
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
-- content/projects/solar.yaml --
title: Solar Streets
acronym: SOLAR
programme: Horizon 2020
start: 2020
cities: [{city: ghent, role: demonstration}]
"""

REQUIRED = {
    "city": ("title=Bruges: the port", "country=BE", "lat=51.2", "lon=3.2"),
    "project": (
        'title=A "new" project',
        "acronym=NEW",
        "programme=Horizon Europe",
        "start=2026-01",
    ),
    "site": ("title=Port", "project=solar", "city=ghent"),
    "initiative": ("title=Giants",),
    "solution": ("title=Islands",),
    "theme": ("title=Heat # and cold",),
    "topic": ("title=Scalable",),
    "news": ("title=Opened", "date=2026-11-23"),
    "event": ("title=Fair", "start=2026-12"),
    "page": ("title=About",),
}


def test_every_type_is_tried_here() -> None:
    assert set(REQUIRED) == {kind.singular for kind in TYPES.values()}


@pytest.mark.parametrize("kind", REQUIRED)
def test_a_skeleton_with_all_that_is_required_passes_the_check(website: Website, kind: str) -> None:
    workspace = website(WORLD)
    settings = [word for setting in REQUIRED[kind] for word in ("--set", setting)]
    done = workspace.run("new", kind, "fresh", *settings)
    assert done.returncode == 0, done.stderr
    assert [told for told in workspace.problems() if "unreferenced" not in told] == []


@pytest.mark.parametrize("kind", REQUIRED)
def test_an_empty_skeleton_asks_for_what_is_missing_and_for_nothing_else(
    website: Website, kind: str
) -> None:
    workspace = website(WORLD)
    assert workspace.run("new", kind, "fresh").returncode == 0
    problems = workspace.problems()
    assert {told.split()[1] for told in problems} == {"field-missing"}
    assert len(problems) == len(REQUIRED[kind])


def test_groups_and_lists_can_be_given(website: Website) -> None:
    workspace = website(WORLD)
    settings = ("--set", "population.value=118000", "--set", "alt_names=Brugge, Bruges")
    shown = workspace.run("new", "city", "bruges", "--dry-run", *settings)
    assert "population:\n  value: 118000\n" in shown.stdout
    assert "alt_names: [Brugge, Bruges]" in shown.stdout
    assert not (workspace.root / "content/cities/bruges.md").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("town", "bruges"), "unknown type"),
        (("citi", "bruges"), "did you mean"),
        (("city", "Brügge"), "write brugge"),
        (("city", "ghent"), "is there already"),
        (("city", "bruges", "--set", "contry=BE"), "did you mean country?"),
        (("city", "bruges", "--set", "country=Belgium"), "not a country code"),
        (("city", "bruges", "--set", "country"), "field=value"),
        (("city", "../bruges"), "not a slug"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    website: Website, arguments: tuple[str, ...], words: str
) -> None:
    workspace = website(WORLD)
    before = sorted(workspace.root.rglob("*"))
    done = workspace.run("new", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert sorted(workspace.root.rglob("*")) == before


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
)
def test_a_value_is_read_back_as_it_was_given(text: str) -> None:
    reading = read_yaml(f"title: {_quoted(text)}\n", "content/cities/a.md")
    assert reading.fields is not None
    value = reading.fields.get("title")
    assert isinstance(value, Scalar)
    assert value.text == text
