"""The feeds of a built website: valid, complete, and every address in them leads somewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

import feedparser
import pytest

from tests.test_feeds import assert_atom, assert_json_feed, assert_rss
from tests.test_website import CONTENT
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

NEWS = """\
-- content/news/opening.md --
---
title: "The hall opens & more: ]]> 🏙"
date: 2022-11-15
---
See [Ghent](cities/ghent).
"""


@pytest.fixture
def built(website: Website) -> Workspace:
    workspace = website(CONTENT + NEWS)
    workspace.build()
    return workspace


def leads_somewhere(workspace: Workspace, href: str) -> bool:
    path = urlsplit(href).path.removeprefix("/market/")
    file = workspace.output / (f"{path}index.html" if path.endswith("/") or not path else path)
    return href.startswith("https://example.org/market/") and file.is_file()


def test_lists_themes_cities_and_projects_have_three_valid_feeds(built: Workspace) -> None:
    homes = {path.parent for path in built.output.rglob("feed.xml")}
    names = {home.relative_to(built.output).as_posix() for home in homes}
    assert {"cities", "cities/ghent", "themes/energy", "projects/solar", "news"} <= names
    assert {"es/cities", "es/cities/ghent"} <= names
    assert "es/projects/solar" not in names
    for home in homes:
        assert_atom((home / "feed.xml").read_bytes())
        assert_rss((home / "rss.xml").read_bytes())
        assert_json_feed((home / "feed.json").read_bytes())


def test_every_address_in_a_feed_is_absolute_and_leads_to_a_page(built: Workspace) -> None:
    for path in built.output.rglob("feed.xml"):
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo
        for link in feed.feed.links:
            assert link.rel == "license" or leads_somewhere(built, link.href), link.href
        for entry in feed.entries:
            assert leads_somewhere(built, entry.link)
            assert leads_somewhere(built, entry.id)


def test_a_citys_feed_tells_of_all_that_belongs_to_it(built: Workspace) -> None:
    feed = json.loads((built.output / "cities/ghent/feed.json").read_bytes())
    assert {item["title"] for item in feed["items"]} == {"Ghent", "Harbour Hall", "SOLAR"}


def test_a_message_keeps_its_date_and_its_links(built: Workspace) -> None:
    feed = feedparser.parse((built.output / "news/feed.xml").read_bytes())
    (entry,) = feed.entries
    assert entry.published.startswith("2022-11-15")
    assert 'href="https://example.org/market/cities/ghent/"' in entry.content[0].value
    assert entry.title == "The hall opens & more: ]]> 🏙"
