"""Brings the interface catalogues up to date: `python -m agora.catalogues [--add LANGUAGE]`.

Collects every text of the templates and of the Python views and writes it into each
`agora/locale/<language>/LC_MESSAGES/agora.po`, keeping what is translated there. `--add` starts the
catalogue of another language. Then fill in each empty `msgstr`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import extract, pofile
from babel.messages.catalog import Catalog

from agora.texts import LOCALE_FOLDER, SOURCE_LANGUAGE, catalogue_path, untranslated

ENGINE = Path(__file__).parent
TEMPLATES = ENGINE.parent / "templates"

_SOURCES: tuple[tuple[Path, str, str, dict[str, str]], ...] = (
    (ENGINE, "**/*.py", "python", {}),
    (TEMPLATES, "**/*.html", "jinja2", {"trimmed": "true"}),
)
_FUNCTIONS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
}
_HEADER = """\
# The interface of Agora in this language; English is the source.
# `python -m agora.catalogues` brings new texts in and drops those that are gone."""


def wanted() -> Catalog:
    """All texts of the interface, with the files that use them (without lines, which move too often)."""
    catalogue = Catalog(project="Agora", charset="utf-8")
    for path, text, notes in sorted(_texts(), key=lambda found: (found[0], str(found[1]))):
        catalogue.add(text, locations=[(path, 0)], auto_comments=notes)
    return catalogue


def brought_up_to_date(catalogue: Catalog) -> bytes:
    """The catalogue with all wanted texts and nothing else, sorted by text, as a `.po` file."""
    template = wanted()
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = _HEADER
    catalogue.fuzzy = False
    catalogue.last_translator = catalogue.language_team = ""
    catalogue.msgid_bugs_address = ""
    content = BytesIO()
    pofile.write_po(content, catalogue, width=0, sort_output=True, include_lineno=False)
    return content.getvalue()


def read(path: Path, language: str) -> Catalog:
    """The catalogue of the file, or an empty one where there is no file."""
    if not path.is_file():
        return Catalog(locale=language, project="Agora", charset="utf-8")
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def main(arguments: list[str]) -> int:
    languages = {path.parts[-3] for path in LOCALE_FOLDER.glob("*/LC_MESSAGES/agora.po")}
    if arguments[:1] == ["--add"]:
        languages |= set(arguments[1:])
    for language in sorted(languages - {SOURCE_LANGUAGE}):
        path = catalogue_path(LOCALE_FOLDER, language)
        catalogue = read(path, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(brought_up_to_date(catalogue))
        missing = untranslated(catalogue, language, "")
        print(f"{path.relative_to(ENGINE.parent)}: {len(catalogue)} texts, {len(missing)} missing")
    return 0


def _texts() -> Iterator[tuple[str, str | tuple[str, ...], list[str]]]:
    for folder, pattern, method, options in _SOURCES:
        for path in sorted(folder.glob(pattern)):
            with path.open("rb") as file:
                found = extract.extract(
                    method,
                    file,
                    keywords=_FUNCTIONS,
                    comment_tags=("Translators:",),
                    options=options,
                )
                for _line, text, notes, _context in found:
                    yield path.relative_to(ENGINE.parent).as_posix(), text, notes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
