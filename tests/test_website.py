"""The built website as a reader meets it: languages, lists, aliases, links, the same bytes."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable

import pytest

from agora.pickled import without_collector
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

SETTINGS = """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/market/
default_language: en
languages: [en, es]
repository: https://git.example/owner/market
units:
  - {id: dwellings, label: {one: dwelling, other: dwellings}}
-- content/marketplace.es.yaml --
title: Mercado
units:
  dwellings: {label: {one: vivienda, other: viviendas}}
"""

CONTENT = (
    SETTINGS
    + """\
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
population: {value: 263927, source: A register}
alt_names: [Gand]
aliases: [/towns/ghent]
---
## The port

See [the hall](sites/hall), [the port](#the-port) and [everything](/a-z/).
-- content/cities/ghent.es.md --
---
title: Gante
---
## El puerto

Vea [la sala](sites/hall).
-- content/projects/solar.yaml --
title: Solar Streets of Europe
acronym: SOLAR
programme: Horizon 2020
start: 2017-10
end: 2023
cities: [{city: ghent, role: lighthouse}]
-- content/sites/hall.yaml --
title: Harbour Hall
summary: A hall that heats its neighbours.
project: solar
city: ghent
themes: [heat]
facts:
  - {label: Homes to heat, unit: dwellings, value: 1750, kind: target, source: The plan, indicator: homes}
  - label: Homes heated
    unit: dwellings
    value: 1
    kind: achieved
    source: https://hall.example/
    indicator: homes
    as_of: 2019-03
-- content/themes/energy.yaml --
title: Energy
line: energy
-- content/themes/heat.yaml --
title: Heat
parent: energy
alt_labels: [warmth]
"""
)


@pytest.fixture
def built(website: Website) -> Workspace:
    workspace = website(CONTENT)
    workspace.build()
    return workspace


def text(html: str) -> str:
    """The words of a page, without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_translated_page_names_its_other_languages_and_an_untranslated_one_its_original(
    built: Workspace,
) -> None:
    home = "https://example.org/market/"
    alternates = r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"'
    expected = [
        ("en", f"{home}cities/ghent/"),
        ("es", f"{home}es/cities/ghent/"),
        ("x-default", f"{home}cities/ghent/"),
    ]
    for address in ("/cities/ghent/", "/es/cities/ghent/"):
        assert re.findall(alternates, built.page(address)) == expected
    fallback = built.page("/es/sites/hall/")
    assert re.findall(alternates, fallback) == []
    assert f'<link rel="canonical" href="{home}sites/hall/"' in fallback
    assert 'name="robots" content="noindex"' in fallback
    assert 'lang="en"' in fallback
    sitemap = built.page("/sitemap.xml")
    assert f"<loc>{home}es/cities/ghent/</loc>" in sitemap
    assert f"{home}es/sites/hall/" not in sitemap


def test_links_lead_to_the_readers_language(built: Workspace) -> None:
    assert 'href="/market/sites/hall/"' in built.page("/cities/ghent/")
    assert 'href="/market/a-z/"' in built.page("/cities/ghent/")
    assert 'href="/market/es/sites/hall/"' in built.page("/es/cities/ghent/")
    assert "Gante" in text(built.page("/es/sites/hall/"))


def test_a_target_and_its_result_stand_together_with_kind_unit_and_source(built: Workspace) -> None:
    words = text(built.page("/sites/hall/"))
    assert "1,750 dwellings" in words
    assert "1 dwelling" in words
    for expected in ("Target", "Achieved", "The plan", "hall.example", "March 2019"):
        assert expected in words
    spanish = text(built.page("/es/sites/hall/"))
    assert "1.750 viviendas" in spanish
    assert "1 vivienda" in spanish
    assert "marzo de 2019" in spanish


def test_a_citys_page_shows_what_refers_to_it(built: Workspace) -> None:
    words = text(built.page("/cities/ghent/"))
    for expected in (
        "Harbour Hall",
        "SOLAR",
        "Belgium",
        "263,927",
        "A register",
        "Lighthouse city",
    ):
        assert expected in words


def test_a_theme_gathers_what_stands_below_it(built: Workspace) -> None:
    assert "Harbour Hall" in text(built.page("/themes/energy/"))
    assert "Demonstration sites (1)" in text(built.page("/themes/energy/"))
    assert "Heat 1 warmth" in text(built.page("/themes/"))


def test_the_index_lists_other_names_too(built: Workspace) -> None:
    words = text(built.page("/a-z/"))
    for name in ("Gand", "Ghent", "Harbour Hall", "SOLAR", "Solar Streets of Europe"):
        assert name in words


def test_an_alias_leads_to_where_the_entry_stands_now_in_each_language(built: Workspace) -> None:
    for prefix in ("", "/es"):
        page = built.page(f"{prefix}/towns/ghent/")
        assert f'href="/market{prefix}/cities/ghent/"' in page
        assert "noindex" in page


def test_a_list_has_pages_of_48(website: Website) -> None:
    themes = "".join(
        f"-- content/news/n{number}.yaml --\ntitle: News {number}\ndate: 2022-01-01\n"
        for number in range(49)
    )
    workspace = website(themes)
    workspace.build()
    assert len(re.findall(r'href="/news/n\d+/"', workspace.page("/news/"))) == 48
    assert len(re.findall(r'href="/news/n\d+/"', workspace.page("/news/page/2/"))) == 1


def test_the_same_content_gives_the_same_bytes(built: Workspace) -> None:
    first = built.check().outputs
    assert built.check().outputs == first
    assert built.build().files_written == ()


def test_a_broken_link_of_a_template_is_told_at_the_template(website: Website) -> None:
    workspace = website(CONTENT)
    workspace.write(
        "templates/partials/opening.html", b'<p><a href="/market/nowhere/">Nowhere</a></p>'
    )
    assert [told for told in workspace.problems() if "link-broken" in told] != []


def test_a_dead_anchor_in_a_body_is_told_at_its_line(website: Website) -> None:
    workspace = website(CONTENT)
    workspace.edit("content/cities/ghent.md", "(/a-z/)", "(/chart/)")
    assert workspace.problems() == ["content/cities/ghent.md:12:68 link-broken"]


def test_every_page_of_an_empty_website_is_refused(website: Website) -> None:
    workspace = website("-- content/pages/about.yaml --\ntitle: About\ndraft: true\n")
    assert workspace.problems() == ["content/marketplace.yaml:1:1 nothing-to-publish"]


def test_editors_and_readers_are_told_where_a_page_is_edited(built: Workspace) -> None:
    href = "https://git.example/owner/market/edit/main/content/cities/ghent.md"
    assert href in built.page("/cities/ghent/")


MANY_KINDS = """
Words with *emphasis*, `code` and <https://example.org/>.

| a | b |
| - | - |
| 1 | 2 |

1. one
    - two

> three

```
four
```
"""


def test_what_a_build_makes_is_no_garbage_in_circles(website: Website) -> None:
    """So that `agora.building` can do without who collects that."""
    found = []
    for count in (5, 50):
        pages = "".join(
            f"-- content/pages/page-{count}-{number}.md --\n---\ntitle: Page {number}\n---\n"
            + f"{number} {MANY_KINDS}"
            for number in range(count)
        )
        workspace = website(pages)
        gc.collect()
        with without_collector():
            assert workspace.check().is_sound
            found.append(gc.collect())
    few, many = found
    assert many - few < 45, "less than one object for each entry"
