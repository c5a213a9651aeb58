"""The texts of the interface in the reader's language, from gettext catalogues.

English is the source: a text is looked up by its English wording. The catalogues of the other languages
are the `.po` files under `agora/locale/`, read as they are, so that a translator's work needs no
compile step. Texts that have no translation, or one that is only a guess ("fuzzy"), appear in English.
"""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from agora.problems import Place, Problem

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

SOURCE_LANGUAGE = "en"
LOCALE_FOLDER = Path(__file__).parent / "locale"


class Texts(Struct, frozen=True):
    """The interface in one language. `gettext` and `ngettext` return the English text if need be."""

    language: str
    catalogue: NullTranslations

    def gettext(self, text: str) -> str:
        return self.catalogue.gettext(text)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The form that the language uses for `number`; the caller puts the number into it."""
        return self.catalogue.ngettext(singular, plural, number)


class _Compiled(GNUTranslations):
    """A catalogue that can be sent to another process: as the bytes that it was read from."""

    def __init__(self, binary: bytes) -> None:
        super().__init__(BytesIO(binary))
        self._binary = binary

    def __reduce__(self) -> tuple[type[_Compiled], tuple[bytes]]:
        return _Compiled, (self._binary,)


def english() -> Texts:
    return Texts(SOURCE_LANGUAGE, NullTranslations())


def load_texts(
    languages: tuple[str, ...], folder: Path = LOCALE_FOLDER
) -> tuple[dict[str, Texts], tuple[Problem, ...]]:
    """The texts of each language, and what is missing in its catalogue.

    A language without any catalogue speaks English, with one warning.
    """
    texts: dict[str, Texts] = {}
    problems: list[Problem] = []
    for language in languages:
        path = catalogue_path(folder, language)
        if language == SOURCE_LANGUAGE:
            texts[language] = english()
        elif not path.is_file():
            texts[language] = Texts(language, NullTranslations())
            problems.append(_no_catalogue(language))
        else:
            texts[language], found = _read(language, path, _label(folder, language))
            problems.extend(found)
    return texts, tuple(problems)


def catalogue_path(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "agora.po"


def untranslated(catalogue: Catalog, language: str, label: str) -> tuple[Problem, ...]:
    """One problem for each text of the catalogue that its readers would see in English."""
    return tuple(
        Problem(
            Place(label, message.lineno or 1),
            "translation-missing",
            f'The interface text "{_source_of(message.id)}" has no translation into "{language}".',
            "Check its msgstr and delete the word fuzzy."
            if message.fuzzy
            else "Fill in its msgstr.",
        )
        for message in catalogue
        if message.id and (message.fuzzy or not _is_complete(message))
    )


def _read(language: str, path: Path, label: str) -> tuple[Texts, tuple[Problem, ...]]:
    # A website in English needs no catalogue.
    from babel.core import UnknownLocaleError
    from babel.messages import pofile
    from babel.messages.pofile import PoFileError

    try:
        with path.open("rb") as file:
            catalogue = pofile.read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnknownLocaleError, UnicodeDecodeError, ValueError) as mistake:
        line = getattr(mistake, "lineno", 1) or 1
        broken = Problem(
            Place(label, line), "translation-missing", f"The catalogue cannot be read: {mistake}."
        )
        return Texts(language, NullTranslations()), (broken,)
    return Texts(language, compiled(catalogue)), untranslated(catalogue, language, label)


def compiled(catalogue: Catalog) -> NullTranslations:
    """The catalogue as the standard library's gettext reads it, with its language's plural rule."""
    from babel.messages import mofile

    binary = BytesIO()
    mofile.write_mo(binary, catalogue)
    return _Compiled(binary.getvalue())


def _label(folder: Path, language: str) -> str:
    return catalogue_path(Path("agora") / folder.name, language).as_posix()


def _no_catalogue(language: str) -> Problem:
    return Problem(
        Place("content/marketplace.yaml"),
        "interface-untranslated",
        f'The interface has no texts in "{language}": its pages speak English around the content.',
        "Add a catalogue with `python -m agora.catalogues --add "
        + language
        + "` and translate it.",
    )


def _source_of(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _is_complete(message: Message) -> bool:
    translation = message.string or ""
    return bool(translation) if isinstance(translation, str) else all(translation)
