"""Rules that every shipped template keeps, read from its syntax tree and not from one lucky page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agora.render import Renderer
from agora.texts import english, load_texts
from agora.views.framing import Assets
from tests.sample_views import all_pages
from tests.template_names import Checker

FOLDER = Path(__file__).parent.parent / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
PAGES = [name for name in TEMPLATES if "/" not in name and name != "base.html"]
ASSETS = Assets("/a/site.css", "/a/icons.svg", "/a/europe.svg", "/a/f.svg", "/a/f.woff2", "/a/s.js")


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_first_line_names_the_view_or_what_macros_are_functions_of(name: str) -> None:
    first = source(name).split("\n", 1)[0]
    expected = "macros: functions of" if name.startswith("macros/") else "view: "
    assert first.startswith(f"{{# {expected}")
    assert first.endswith(" #}")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_only_fields_of_its_view_through_all_that_it_includes(name: str) -> None:
    assert Checker(FOLDER).mistakes(name) == []


def test_a_wrong_name_is_found_in_conditions_loops_and_macros(tmp_path: Path) -> None:
    """The check above is worth what it finds."""
    (tmp_path / "cards.html").write_text("{% macro show(card) %}\n{{ card.titel }}{% endmacro %}")
    (tmp_path / "page.html").write_text(
        "{# view: ListView #}\n"
        '{% from "cards.html" import show %}\n'
        "{% if nothing %}{% endif %}\n"
        "{% for card in cards %}{{ show(card) }}{{ card.title.txt }}{% endfor %}\n"
        "{{ frame.assets.fonts }}{{ pager.previous.hrf }}"
    )
    assert Checker(tmp_path).mistakes("page.html") == [
        "templates/page.html:3: nothing is not known here",
        "templates/cards.html:2: Card has no titel",
        "templates/page.html:4: Phrase has no txt",
        "templates/page.html:5: Assets has no fonts",
        "templates/page.html:5: Link has no hrf",
    ]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_lets_text_through_unescaped_or_writes_inline_code(name: str) -> None:
    text = source(name)
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    shipped = r"(?: type=\"module\")? src=\"\{\{ frame\.assets\.(?:\w+_)?script \}\}\""
    assert re.findall(rf"<script(?!{shipped}></script>)", text) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_attribute_is_quoted(name: str) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", source(name), flags=re.DOTALL)
    tags: list[str] = re.findall(r"<[a-z][^<>]*>", re.sub(r"\{\{.*?\}\}", "x", text))
    assert [tag for tag in tags if re.search(r"=(?![\"])", re.sub(r'"[^"]*"', '""', tag))] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_condition_joins_two_things_at_most(name: str) -> None:
    conditions = re.findall(r"\{%-?\s*(?:el)?if (.*?)-?%\}", source(name))
    assert [text for text in conditions if len(re.findall(r"\b(?:and|or)\b", text)) > 1] == []


def test_a_template_extends_base_and_base_extends_nothing() -> None:
    for name in TEMPLATES:
        assert set(re.findall(r'\{% extends "(.*?)"', source(name))) <= {"base.html"}
    assert "{% extends" not in source("base.html")


def test_macros_are_imported_without_context() -> None:
    assert [name for name in TEMPLATES if "with context" in source(name)] == []


def test_the_security_policy_stands_right_after_the_character_set() -> None:
    for name in ("base.html", "redirect.html"):
        head = re.findall(r"<meta [^>]*>", source(name))
        assert head[0] == '<meta charset="utf-8">'
        assert head[1].startswith('<meta http-equiv="Content-Security-Policy"')


def test_every_template_reads_and_leads_to_others_that_exist() -> None:
    assert Renderer((FOLDER,), {"en": english()}).mistakes() == ()


def test_every_case_renders_in_its_language_without_a_mistake() -> None:
    texts, _ = load_texts(("en", "es"))
    renderer = Renderer((FOLDER,), texts)
    for path, template, language, view in all_pages(ASSETS):
        page, problems = renderer.render(template, view, language, path)
        assert problems == ()
        assert f'<html lang="{language}"' in page


def test_every_page_template_has_a_case() -> None:
    assert {template for _, template, _, _ in all_pages(ASSETS)} == set(PAGES)


def rendered(path: str) -> str:
    texts, _ = load_texts(("en", "es"))
    renderer = Renderer((FOLDER,), texts)
    page = next(page for page in all_pages(ASSETS) if page[0] == path)
    return renderer.render(page[1], page[3], page[2])[0]


def test_a_figure_stands_with_its_caption_unit_kind_source_and_doubt() -> None:
    page = rendered("sites/storm-heerlen/index.html")
    start = page.index(
        '<li class="figure figure-reported" data-fact="reported" id="fact-floor-area-2018">'
    )
    figure = re.sub(r"<[^>]+>", " ", page[start : page.index("</li>", start)])
    text = " ".join(figure.split())
    assert text == (
        "Reported about 200,000 m² As of 2018. Source: wijlimburg.nl Not verified"
        " Read in a report of a ministerial visit."
    )
    before = page[page.rindex('<li class="strand of-2">', 0, start) : start]
    assert "Floor area connected to the low temperature network" in before
    assert "The sources disagree." in before


def test_a_page_that_is_not_translated_says_so_and_marks_the_foreign_text() -> None:
    page = rendered("es/sites/storm-heerlen/index.html")
    assert "Esta página aún no está traducida." in page
    assert '<h1><span lang="en">STORM Site Heerlen</span></h1>' in page
    assert '<div class="prose" lang="en">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Saltar al contenido principal" in page


def test_an_entry_shows_no_heading_without_something_under_it() -> None:
    page = rendered("topics/scalable-cities/index.html")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == [
        "In this topic",
        "Subscribe to Scalable cities",
        "Browse",
        "About this website",
    ]


def test_a_theme_s_colour_never_stands_without_its_icon_and_name() -> None:
    page = rendered("index.html")
    for line in re.findall(r'<li class="line-\w+"><a class="line.*?</li>', page):
        assert re.search(r'/a/icons\.svg#\w+"/></svg>', line)
        assert re.search(r'class="line-name">\w', line)
