"""The interface speaks the reader's language, or says where it cannot."""

from __future__ import annotations

from pathlib import Path

from agora.catalogues import brought_up_to_date, read
from agora.problems import Place, Severity
from agora.texts import LOCALE_FOLDER, catalogue_path, load_texts

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def catalogue(folder: Path, entries: str) -> Path:
    path = catalogue_path(folder, "es")
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + entries, encoding="utf-8")
    return folder


def test_a_text_is_said_in_the_language_and_in_the_right_number(tmp_path: Path) -> None:
    folder = catalogue(
        tmp_path,
        'msgid "Home"\nmsgstr "Inicio"\n\n'
        'msgid "page"\nmsgid_plural "pages"\nmsgstr[0] "página"\nmsgstr[1] "páginas"\n',
    )
    texts, problems = load_texts(("en", "es"), folder)
    assert problems == ()
    assert texts["es"].gettext("Home") == "Inicio"
    assert texts["en"].gettext("Home") == "Home"
    assert [texts["es"].ngettext("page", "pages", number) for number in (1, 2)] == [
        "página",
        "páginas",
    ]


def test_each_missing_or_guessed_translation_is_named_at_its_line(tmp_path: Path) -> None:
    folder = catalogue(
        tmp_path,
        'msgid "Home"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Themes"\nmsgstr "Tema"\n\n'
        'msgid "page"\nmsgid_plural "pages"\nmsgstr[0] "página"\nmsgstr[1] ""\n',
    )
    texts, problems = load_texts(("es",), folder)
    assert [(p.code, p.place.line, p.message) for p in problems] == [
        ("translation-missing", 4, 'The interface text "Home" has no translation into "es".'),
        ("translation-missing", 8, 'The interface text "Themes" has no translation into "es".'),
        ("translation-missing", 11, 'The interface text "page" has no translation into "es".'),
    ]
    assert texts["es"].gettext("Home") == "Home"
    assert texts["es"].gettext("Themes") == "Themes"


def test_a_language_without_a_catalogue_speaks_english_with_one_warning(tmp_path: Path) -> None:
    texts, (problem,) = load_texts(("en", "nl"), tmp_path)
    assert texts["nl"].gettext("Home") == "Home"
    assert (problem.code, problem.severity) == ("interface-untranslated", Severity.WARNING)
    assert problem.place == Place("content/marketplace.yaml")
    assert '"nl"' in problem.message


def test_a_catalogue_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    folder = catalogue(tmp_path, 'msgid "Home"\nmsgstr "Inicio\nmsgid 12\n')
    texts, (problem,) = load_texts(("es",), folder)
    assert problem.code == "translation-missing"
    assert problem.message.startswith("The catalogue cannot be read")
    assert texts["es"].gettext("Home") == "Home"


def test_the_shipped_catalogues_are_complete() -> None:
    _, problems = load_texts(("en", "es"))
    assert problems == ()


def test_the_shipped_catalogues_hold_every_text_of_templates_and_views() -> None:
    path = catalogue_path(LOCALE_FOLDER, "es")
    current = brought_up_to_date(read(path, "es"))
    assert path.read_bytes() == current, (
        "run `python -m agora.catalogues` and translate the new texts"
    )
