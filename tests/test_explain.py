"""`explain` tells what a page is made from, and what builds did with it."""

from __future__ import annotations

import json
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
themes: [energy]
updated: 2026-01-01
---
A city.
-- content/cities/lyon.md --
---
title: Lyon
country: FR
lat: 45.76
lon: 4.84
updated: 2026-01-01
---
Another city.
-- content/themes/energy.md --
---
title: Energy
line: energy
updated: 2026-01-01
---
-- content/pages/hello.md --
---
title: Hello
updated: 2026-01-01
---
"""


@pytest.fixture
def built(website: Website) -> Workspace:
    workspace = website(CONTENT)
    build(workspace)
    return workspace


def build(workspace: Workspace) -> None:
    done = workspace.run("build", "--no-search", "--now", "2026-11-23")
    assert done.returncode == 0, done.stdout + done.stderr


def explained(workspace: Workspace, address: str) -> dict[str, object]:
    done = workspace.run("explain", address, "--now", "2026-11-23", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_the_files_that_a_page_shows_are_named_its_own_first(built: Workspace) -> None:
    told = explained(built, "/hello/")
    assert told["template"] == "templates/entry.html"
    files = told["files"]
    assert isinstance(files, list)
    assert files[:2] == ["content/pages/hello.md", "content/marketplace.yaml"]
    assert "templates/base.html" in files
    assert "content/cities/lyon.md" not in files
    of_a_city = explained(built, "/cities/ghent/")["files"]
    assert isinstance(of_a_city, list)
    assert {"content/cities/ghent.md", "content/themes/energy.md"} <= set(of_a_city)


def test_an_edit_makes_the_pages_anew_that_show_it_and_says_why(built: Workspace) -> None:
    built.edit("content/themes/energy.md", "title: Energy", "title: Power")
    because = {"state": "changed", "because": ["content/themes/energy.md"]}
    assert explained(built, "/cities/ghent/")["next"] == because
    assert explained(built, "/hello/")["next"] == {"state": "kept", "because": []}
    build(built)
    assert explained(built, "/cities/ghent/")["last"] == because
    assert explained(built, "/cities/ghent/")["next"] == {"state": "kept", "because": []}
    assert explained(built, "/hello/")["last"] == {"state": "kept", "because": []}


def test_who_refers_no_longer_is_a_reason_too(built: Workspace) -> None:
    built.edit("content/cities/ghent.md", "themes: [energy]\n", "")
    told = explained(built, "/themes/energy/")
    assert told["next"] == {"state": "changed", "because": ["content/cities/ghent.md"]}
    assert "content/cities/ghent.md" not in str(told["files"])


def test_a_template_and_a_new_page_are_reasons(built: Workspace) -> None:
    built.write("templates/404.html", b"{# view: MissingView #}\n<p>{{ title }}</p>\n")
    told = explained(built, "/404.html")
    assert told["next"] == {"state": "changed", "because": ["templates/404.html"]}
    built.write("content/pages/new.md", b"---\ntitle: New\nupdated: 2026-01-01\n---\n")
    assert explained(built, "/new/")["next"] == {"state": "new", "because": []}
    assert explained(built, "/new/")["last"] is None


def test_before_any_build_there_is_nothing_to_compare_with(website: Website) -> None:
    told = explained(website(CONTENT), "https://example.org/cities/ghent/index.html")
    assert told["address"] == "/cities/ghent/"
    assert told["last"] is None
    assert told["next"] == {"state": "new", "because": []}


def test_a_person_reads_sentences(built: Workspace) -> None:
    built.edit("content/cities/lyon.md", "Another", "A further")
    done = built.run("explain", "cities/lyon", "--now", "2026-11-23")
    assert done.stdout.startswith("/cities/lyon/ is made by templates/entry.html\n")
    assert "A build now makes it anew, because of\n  content/cities/lyon.md\n" in done.stdout


def test_an_address_without_a_page_names_the_nearest(built: Workspace) -> None:
    done = built.run("explain", "/citis/lyon/")
    assert done.returncode == 2
    assert "did you mean /cities/lyon/?" in done.stderr


def test_mistakes_come_first(built: Workspace) -> None:
    built.edit("content/cities/lyon.md", "country: FR", "country: France")
    done = built.run("explain", "/hello/")
    assert done.returncode == 1
    assert "content/cities/lyon.md:3:10: error" in done.stdout
