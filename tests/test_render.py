"""A view becomes a page; a mistake of a template becomes a problem at its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from markupsafe import Markup

from agora.problems import Place, Problem
from agora.render import Renderer
from agora.texts import english, load_texts
from agora.views.shape import Shape, encoded


class Sight(Shape, frozen=True):
    title: str
    html: Markup | None = None
    numbers: tuple[int, ...] = ()


class Other(Shape, frozen=True):
    title: str
    html: Markup | None = None
    numbers: tuple[int, ...] = ()


def renderer(root: Path, templates: Mapping[str, str], *more: Path) -> Renderer:
    folder = root / "templates"
    for name, text in templates.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Renderer((folder, *more), {"en": english()})


def mistake_in(root: Path, text: str, **more: str) -> Problem:
    """What is found when page.html with this text is rendered."""
    templates = {"page.html": text, **{name.replace("_", "."): body for name, body in more.items()}}
    view = Sight("Heerlen", numbers=(1,))
    page, (problem,) = renderer(root, templates).render(
        "page.html", view, "en", "content/cities/heerlen.md"
    )
    assert page == ""
    assert problem.code == "template-error"
    return problem


def test_a_page_holds_the_fields_of_its_view_with_text_escaped(tmp_path: Path) -> None:
    pages = renderer(tmp_path, {"page.html": "<h1>{{ title }}</h1>{{ html }}"})
    page, problems = pages.render("page.html", Sight("A & B <b>", Markup("<p>x</p>")), "en")
    assert page == "<h1>A &amp; B &lt;b&gt;</h1><p>x</p>"
    assert problems == ()


def test_a_template_of_the_website_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "page.html").write_text('{% include "part.html" %} shipped')
    (shipped / "part.html").write_text("shipped part")
    pages = renderer(tmp_path, {"part.html": "own part"}, shipped)
    assert pages.render("page.html", Sight(""), "en") == ("own part shipped", ())
    assert pages.has("part.html")
    assert not pages.has("city.html")


def test_texts_are_those_of_the_page_s_language(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('{{ _("Home") }}')
    texts, _ = load_texts(("en", "es"))
    pages = Renderer((tmp_path,), texts)
    assert [pages.render("page.html", Sight(""), lang)[0] for lang in ("en", "es")] == [
        "Home",
        "Inicio",
    ]


def test_an_unknown_name_is_a_problem_at_its_place_that_names_name_and_page(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, "<p>\n  {{ title }} {{ titel }}\n</p>")
    assert problem.place == Place("templates/page.html", 2, 18)
    assert problem.message == (
        "The template names something that its view does not have: 'titel' is undefined,"
        " in the page of content/cities/heerlen.md."
    )


def test_an_unknown_field_names_the_view(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, "{% for n in numbers %}\n{{ n.size }}\n{% endfor %}")
    assert problem.place == Place("templates/page.html", 2, 6)
    assert "has no attribute 'size'" in problem.message


def test_a_mistake_in_an_included_template_stands_at_that_template(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, '\n{% include "part.html" %}', part_html="\n\n{{ nothing }}")
    assert problem.place == Place("templates/part.html", 3, 4)


def test_a_syntax_error_is_a_problem_at_its_line(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, "<p>\n{% if title %}\n</p>")
    assert problem.place.path == "templates/page.html"
    assert problem.message.startswith("The template cannot be read: Unexpected end of template")


def test_an_unknown_filter_is_a_problem_at_its_line(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, "<p>\n{{ title | shout }}\n</p>")
    assert problem.place == Place("templates/page.html", 2, 12)


def test_a_missing_template_is_named_where_it_is_included(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, '<p>\n{% include "gone.html" %}')
    assert problem.place == Place("templates/page.html", 2, 13)
    assert problem.message.startswith('There is no template "gone.html"')


def test_a_missing_page_template_is_a_problem(tmp_path: Path) -> None:
    _, (problem,) = renderer(tmp_path, {"page.html": ""}).render("gone.html", Sight(""), "en")
    assert problem.place == Place("templates/gone.html", 1, 1)


def test_a_template_that_calls_itself_is_a_problem(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, '{% include "page.html" %}')
    assert problem.place.path == "templates/page.html"
    assert problem.message.startswith("The template calls itself without end")


def test_a_sum_of_text_and_number_is_a_problem(tmp_path: Path) -> None:
    problem = mistake_in(tmp_path, "\n{{ title + 1 }}")
    assert problem.place.line == 2
    assert problem.message.startswith("The template cannot be worked out")


def test_a_template_that_is_not_utf_8_is_a_problem(tmp_path: Path) -> None:
    pages = renderer(tmp_path, {"page.html": ""})
    (tmp_path / "templates" / "page.html").write_bytes(b"caf\xe9")
    _, (problem,) = pages.render("page.html", Sight(""), "en")
    assert problem.message == "The template is not UTF-8."
    assert [found.message for found in pages.mistakes()] == ["The template is not UTF-8."]


def test_templates_are_checked_before_any_page_is_made(tmp_path: Path) -> None:
    pages = renderer(
        tmp_path,
        {
            "a.html": "{% include title %}",
            "b.html": '\n{% extends "gone.html" %}',
            "c.html": "{% for %}",
            "d.html": "{{ title }}",
        },
    )
    assert [(p.place.path, p.place.line) for p in pages.mistakes()] == [
        ("templates/a.html", 1),
        ("templates/b.html", 2),
        ("templates/c.html", 1),
    ]


def test_a_fault_of_the_program_is_raised_and_not_blamed_on_the_template(tmp_path: Path) -> None:
    pages = renderer(tmp_path, {"page.html": "{{ title }}"})
    with pytest.raises(TypeError, match="Struct"):
        pages.render("page.html", {"title": "Heerlen"}, "en")  # type: ignore[arg-type]


def test_views_that_make_different_pages_are_encoded_differently() -> None:
    sights = (
        Sight("a", Markup("b")),
        Sight("a", Markup("c")),
        Sight("a"),
        Sight("ab"),
        Sight("a", numbers=(1,)),
        Sight("a", numbers=(True,)),
        Sight(Markup("a")),  # not escaped, so another page
        Other("a"),
    )
    assert len({encoded(sight) for sight in sights}) == len(sights)
    assert encoded(Sight("a", Markup("b"))) == encoded(Sight("a", Markup("b")))


def test_every_field_of_every_shape_is_a_plain_value() -> None:
    """What is encoded alike must be alike: a date and its text would not be told apart."""
    plain = (str, int, bool, type(None), Markup)
    shapes = list(subclasses(Shape))
    assert len({shape.__name__ for shape in shapes}) == len(shapes), "a name stands for one shape"
    for shape in shapes:
        for name, hint in get_type_hints(shape).items():
            for kind in kinds_in(hint):
                assert kind in plain or issubclass(kind, Shape), f"{shape.__name__}.{name}"
            assert not is_shape_or_tuple(hint), f"{shape.__name__}.{name}"


def subclasses(shape: type[Shape]) -> Iterator[type[Shape]]:
    for one in shape.__subclasses__():
        if one.__module__.startswith("agora."):
            yield one
            yield from subclasses(one)


def is_shape_or_tuple(hint: object) -> bool:
    """Whether there is a place for either, which are encoded alike."""
    parts = get_args(hint)
    if isinstance(hint, UnionType):
        tuples = [get_origin(part) is tuple for part in parts]
        shapes = [isinstance(part, type) and issubclass(part, Shape) for part in parts]
        return any(tuples) and any(shapes)
    return any(map(is_shape_or_tuple, parts))


def kinds_in(hint: object) -> Iterator[type]:
    """The types that a hint is made of, but for tuples."""
    parts = [part for part in get_args(hint) if part is not ...]
    if parts:
        for part in parts:
            yield from kinds_in(part)
    else:
        assert isinstance(hint, type)
        yield hint


def test_a_template_may_have_any_name_that_is_written_out(tmp_path: Path) -> None:
    """What a template names decides which fields of a view are made."""
    pages = renderer(
        tmp_path,
        {
            "page.html": '{% include "parts/my part+1.html" %}',
            "parts/my part+1.html": "{{ title }}",
        },
    )
    assert pages.mistakes() == ()
    assert "title" in pages.words_in("page.html")
    escaped = renderer(tmp_path, {"page.html": '{% include "parts/my part\\x2b1.html" %}'})
    (problem,) = escaped.mistakes()
    assert problem.message == "The name of another template is computed."


def test_a_view_that_holds_what_can_change_is_a_fault() -> None:
    with pytest.raises(TypeError, match="a view holds no object"):
        encoded(Sight("a", numbers=(object(),)))  # type: ignore[arg-type]


def test_no_template_can_count_or_keep_state_or_loop_without_end(tmp_path: Path) -> None:
    for name in ("range", "cycler", "namespace", "lipsum"):
        assert "is undefined" in mistake_in(tmp_path, f"{{{{ {name}(3) }}}}").message


def test_compiled_templates_are_remembered_and_give_the_same_page(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<h1>{{ title }}</h1>")
    compiled = tmp_path / "cache" / "templates"
    made = [
        Renderer((tmp_path,), {"en": english()}, cache).render("page.html", Sight("A"), "en")
        for cache in (None, compiled, compiled)
    ]
    assert made == [("<h1>A</h1>", ())] * 3
    assert list(compiled.iterdir())


def test_a_cache_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("A")
    (tmp_path / "file").write_text("")
    pages = Renderer((tmp_path,), {"en": english()}, tmp_path / "file" / "cache")
    assert pages.render("page.html", Sight("A"), "en") == ("A", ())
