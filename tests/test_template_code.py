"""The code that we write of templates makes the pages that Jinja's own code makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import BaseLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agora.jinja import PageEnvironment, install_texts
from agora.render import Renderer
from agora.texts import Texts, english, load_texts
from agora.views.shape import Shape, fields_of
from tests.sample_views import all_pages
from tests.test_templates import ASSETS, FOLDER


class Word(Shape, frozen=True):
    text: str
    html: Markup = Markup("<b>&amp;</b>")
    number: int = 3
    words: tuple[str, ...] = ("a & b", "<c>", '"d"')


class Sight(Shape, frozen=True):
    word: Word


SIGHT = Sight(Word("A & <B>"))

PARTS = {
    "base.html": "<{% block head %}{{ word.text }}{% endblock %}|{% block main %}{% endblock %}>",
    "part.html": "[part {{ word.text }}{{ local is defined }}]",
    "alone.html": "[alone {{ 1 + 1 }}]",
    "macros.html": (
        "{% macro one(what, more='&') %}({{ what }}{{ more }}){% endmacro %}"
        "{% macro two(what) %}<i>{{ one(what) }}{{ one(what, more='<') }}</i>{% endmacro %}"
        "{% macro all() %}{{ varargs | join(',') }}{{ kwargs['x'] }}{% endmacro %}"
        "{% macro around(what) %}{{ what }}{{ caller() }}{{ caller() }}{% endmacro %}"
    ),
}
TEMPLATES = (
    "{{ word.text }}{{ word.html }}{{ word.number }}{{ word.text ~ word.html }}{{ word.text + '<' }}",
    "{% for w in word.words %}{{ loop.index }}{{ w }}{% if loop.last %}.{% endif %}{% endfor %}",
    "{% for w in word.words if w != '<c>' %}{{ w | upper }}{% endfor %}",
    "{% for w in word.words recursive %}{{ w }}{{ loop('&') if w == '<c>' else '' }}{% endfor %}",
    "{% for w in () %}{{ w }}{% else %}{{ word.text }}{% endfor %}",
    "{% set w %}<{{ word.text }}>{% endset %}{{ w }}{% set v = word.text %}{{ v }}",
    "{% filter upper %}<p>{{ word.text }}</p>{% endfilter %}{{ word.text | safe }}",
    "{% autoescape false %}{{ word.text }}{% endautoescape %}{{ word.text }}",
    '{% include "part.html" %}{% set local = 1 %}{% include "part.html" %}',
    'before {% include "alone.html" without context %} after {{ word.text }}',
    '{% include "gone.html" ignore missing %}{% include ["gone.html", "part.html"] %}',
    '{% from "macros.html" import one, two %}{{ one(word.text) }}{{ two(word.html) }}{{ two("<") }}',
    '{% from "macros.html" import all as every %}{{ every("<", word.html, x="&") }}',
    '{% import "macros.html" as m %}{{ m.one(what=word.text) }}{{ m.one(word.text, "<") | length }}',
    '{% from "macros.html" import around %}{% call around(word.text) %}<{% endcall %}',
    '{% from "macros.html" import one %}{% autoescape false %}{{ one("&") }}{% endautoescape %}',
    "{% autoescape false %}{% macro raw(w) %}{{ w }}{% endmacro %}{% autoescape true %}"
    "{{ raw('<') }}{{ raw(word.html) }}{% endautoescape %}{% endautoescape %}",
    '{% extends "base.html" %}{% block main %}{{ super() }}{{ word.text }}{% endblock %}',
    '{% extends "base.html" %}{% block head %}{{ super() }}!{% endblock %}not shown',
    'shown {% if word.number %}{% extends "base.html" %}{% endif %}{% block main %}x{% endblock %}',
    '{{ _("Home") }}{{ _("A & B") }}{% trans n=word.text %}50 %: {{ n }}{% endtrans %}',
    "{% trans count=word.number %}one{% pluralize %}{{ count }} of them{% endtrans %}",
    "{% with a = word.text %}{{ a }}{% endwith %}{{ word.text[0] }}{{ word.words.0 }}",
    "{{ {'a': 1}.items() | list }}{{ word.text.upper() }}{{ 1.real }}{{ nothing is defined }}",
)
LEFT_TO_JINJA = {
    "{{ word.nothing is defined }}{{ word.nothing | default(word.text) }}": "FalseA &amp; &lt;B&gt;",
    "{{ {'a': word.text}.a }}": "A &amp; &lt;B&gt;",
    "{% block head %}<{% endblock %}{{ self.head() }}": "<<",
}
"""What is no attribute: we write no code that would find it, or find it missing."""


def environments(loader: BaseLoader, texts: Texts) -> tuple[Environment, Environment]:
    ours, stock = (
        kind(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        )
        for kind in (PageEnvironment, Environment)
    )
    install_texts(ours, texts)
    install_texts(stock, texts)
    return ours, stock


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_makes_the_same_page_as_with_jinja_s_own_code(text: str) -> None:
    loader = DictLoader(PARTS | {"page.html": text})
    ours, stock = (
        environment.get_template("page.html").render(fields_of(SIGHT))
        for environment in environments(loader, english())
    )
    assert ours == stock


def test_every_shipped_template_makes_the_same_page_as_with_jinja_s_own_code() -> None:
    texts, _ = load_texts(("en", "es"))
    both = {language: environments(FileSystemLoader(FOLDER), texts[language]) for language in texts}
    for _, template, language, view in all_pages(ASSETS):
        ours, stock = (
            environment.get_template(template).render(fields_of(view))
            for environment in both[language]
        )
        assert ours == stock


@pytest.mark.parametrize("text", LEFT_TO_JINJA)
def test_what_only_jinja_finds_is_left_to_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    pages = Renderer((tmp_path,), {"en": english()})
    assert pages.render("page.html", SIGHT, "en") == (LEFT_TO_JINJA[text], ())
