"""The marketplace as each engine wants it, with templates that print the same main content."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from textwrap import dedent

from bench.marketplace import LINES, Marketplace, Term

PROJECT = Path(__file__).resolve().parent.parent
TEMPLATES = PROJECT / "bench" / "templates"
FOLDERS = ("themes", "cities", "projects")
_LINK = re.compile(r"\[\[([a-z]+-\d+)\]\]")


def agora_plain(market: Marketplace, root: Path) -> None:
    """This engine with templates as small as those of the others."""
    agora_real(market, root)
    _copy("agora", root / "templates")


def agora_real(market: Marketplace, root: Path) -> None:
    """This engine as it is; its page template is laid beside the content, so that it can be edited."""
    _write(
        root / "content/marketplace.yaml",
        """\
        title: Bench
        base_url: https://example.org/
        default_language: en
        languages: [en]
        units:
          - {id: dwellings, label: {one: dwelling, other: dwellings}, min: 0}
        """,
    )
    for number, theme in enumerate(market.themes):
        fields = f"title: {theme.title}\nline: {LINES[number % len(LINES)]}\nupdated: 2025-01-01"
        _entry(root, "themes", theme.slug, fields, theme.body)
    for city in market.cities:
        fields = (
            f"title: {city.title}\ncountry: {city.country}\nlat: {city.lat}\nlon: {city.lon}\n"
            f"population: {{value: {city.population}, year: 2020}}\nupdated: 2025-01-01"
        )
        _entry(root, "cities", city.slug, fields, city.body)
    for project in market.projects:
        cities = "\n".join(f"  - {{city: {slug}, role: partner}}" for slug in project.cities)
        fields = (
            f"title: {project.title}\nacronym: {project.slug.upper()}\nprogramme: Programme\n"
            f"start: {project.start}\nend: {project.start + 4}\nthemes: [{project.theme}]\n"
            f"cities:\n{cities}\nupdated: 2025-01-01"
        )
        _entry(root, "projects", project.slug, fields, project.body)
    for site in market.sites:
        fields = (
            f"title: {site.title}\nproject: {site.project}\ncity: {site.city}\n"
            f"summary: {site.summary}\nthemes: [{', '.join(site.themes)}]\nfacts:\n"
            f"  - {{label: Homes, value: {site.homes}, unit: dwellings, kind: achieved,"
            f" source: A report}}\nupdated: 2025-01-01"
        )
        body = _LINK.sub(r"[\1](cities/\1)", site.body)
        _entry(root, "sites", site.slug, fields, body)
    shipped = Path(__file__).resolve().parent.parent / "templates" / "entry.html"
    _write(root / "templates/entry.html", shipped.read_text(encoding="utf-8"))


def checkout(market: Marketplace, root: Path) -> None:
    """This project, as it was committed, with its history; nothing of the marketplace."""
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(root)], check=True)


def hugo(market: Marketplace, root: Path) -> None:
    """Themes, cities and projects are taxonomies whose terms have a text and feeds of their own."""
    _copy("hugo", root)
    for folder, terms in _terms(market):
        for term in terms:
            fields = f"title: {term.title}"
            _entry(root, folder, f"{term.slug}/_index", fields, term.body)
    for site in market.sites:
        fields = (
            f"title: {site.title}\nsummary: {site.summary}\nthemes: [{', '.join(site.themes)}]\n"
            f"cities: [{site.city}]\nprojects: [{site.project}]\nhomes: {site.homes}"
        )
        _entry(root, "sites", site.slug, fields, _with_addresses(site.body))


def pelican(market: Marketplace, root: Path) -> None:
    """Sites are articles, projects their categories, themes and cities their tags."""
    _copy("pelican", root)
    for folder, terms in _terms(market):
        for term in terms:
            text = f"Title: {term.title}\nSlug: {term.slug}\n\n{term.body}\n"
            _write(root / "content/pages" / folder / f"{term.slug}.md", text)
    for site in market.sites:
        head = (
            f"Title: {site.title}\nDate: 2025-01-01\nSlug: {site.slug}\nSummary: {site.summary}\n"
            f"Category: {site.project}\nTags: {', '.join((*site.themes, site.city))}\n"
            f"Homes: {site.homes}\n\n"
        )
        _write(root / f"content/sites/{site.slug}.md", head + _with_addresses(site.body) + "\n")


def eleventy(market: Marketplace, root: Path) -> None:
    """Sites name their terms in a field of their own, over which lists and feeds are paginated.

    As tags, of which Eleventy makes a collection each, three thousand of them would take most of its time.
    """
    _copy("eleventy", root)
    for folder, terms in _terms(market):
        for term in terms:
            fields = f"title: {term.title}\nslug: {term.slug}\ntags: all-{folder}\nlayout: term.njk"
            _entry(root, folder, term.slug, fields, term.body)
    for site in market.sites:
        named = [*site.themes, site.city, site.project]
        fields = (
            f"title: {site.title}\nsummary: {site.summary}\ntags: site\n"
            f"terms: [{', '.join(named)}]\nhomes: {site.homes}\nlayout: page.njk"
        )
        _entry(root, "sites", site.slug, fields, _with_addresses(site.body))


def _terms(market: Marketplace) -> list[tuple[str, tuple[Term, ...]]]:
    return list(zip(FOLDERS, (market.themes, market.cities, market.projects), strict=True))


def _with_addresses(body: str) -> str:
    return _LINK.sub(r"[\1](/cities/\1/)", body)


def _entry(root: Path, folder: str, name: str, fields: str, body: str) -> None:
    _write(root / f"content/{folder}/{name}.md", f"---\n{fields}\n---\n{body}\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")


def _copy(engine: str, target: Path) -> None:
    source = TEMPLATES / engine
    for path in sorted(source.rglob("*")):
        if path.is_file():
            _write(target / path.relative_to(source), path.read_text(encoding="utf-8"))
