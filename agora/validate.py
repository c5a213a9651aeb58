"""From documents to typed entries: every mistake in a field is a problem at its line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import groupby

from pydantic import ValidationError

from agora.documents import Document, OwnedFile, Scalar, Sequence, Source, locate
from agora.documents import Mapping as NodeMapping
from agora.entries import Entry, Validated
from agora.mistakes import read_fields
from agora.model import TYPES, Context, Fields, Marketplace, UnitLimits
from agora.model.shape import shape_of
from agora.problems import Place, Problem, nearest
from agora.translate import overlay

_DEFAULT_LANGUAGE = "en"
_NONE: Mapping[str, Fields] = {}


def validate(source: Source) -> tuple[Validated, tuple[Problem, ...]]:
    """Check every document against its model; what is wrong has no entry, and its id is `broken`."""
    settings, problems = _marketplace(source.marketplace)
    validated, found = validate_entries(source, settings)
    return validated, (*problems, *found)


def validate_entries(
    source: Source, settings: Mapping[str, Marketplace]
) -> tuple[Validated, tuple[Problem, ...]]:
    """The same under settings that are known already, also of a source that holds only some entries."""
    default, languages, context = _context(source.marketplace, settings)
    entries: list[Entry] = []
    broken: set[str] = set()
    found: list[Problem] = []
    files = {
        owner: tuple(group)
        for owner, group in groupby(
            sorted(source.files, key=lambda file: (file.owner, file.name)), lambda file: file.owner
        )
    }
    documents = sorted(source.documents, key=lambda document: (document.id, document.language))
    for entry_id, group in groupby(documents, lambda document: document.id):
        entry, mistakes = _entry(tuple(group), default, languages, context, files.get(entry_id, ()))
        found.extend(mistakes)
        if entry is None:
            broken.add(entry_id)
        else:
            entries.append(entry)
    return Validated(settings, tuple(entries), frozenset(broken)), tuple(found)


def _entry(
    documents: tuple[Document, ...],
    default: str,
    languages: tuple[str, ...],
    context: Context,
    files: tuple[OwnedFile, ...],
) -> tuple[Entry | None, list[Problem]]:
    """One entry from its file and its translations, or None when one of them is wrong."""
    by_language: dict[str, Document] = {}
    for document in documents:
        first = by_language.setdefault(document.language or default, document)
        if first is not document:
            return None, [_twice(first, document)]
    original = by_language.get(default)
    model = TYPES[documents[0].collection].model
    if original is None:
        return None, [_orphan(document) for document in documents]
    fields, problems = read_fields(original, model, context)
    translations: dict[str, Fields] = {}
    for language, document in by_language.items():
        if document.language and document.language not in languages:
            problems.append(_unknown_language(document, languages))
        elif document is not original:
            merged, mistakes = _translated(original, document, model, context, language)
            problems.extend(mistakes)
            if merged is not None and fields is not None:
                translations[language] = merged
    unreadable = any(document.fields is None or document.unread for document in documents)
    if fields is None or unreadable or problems:
        return None, problems
    collection, slug = original.collection, original.slug
    entry = Entry(collection, slug, default, fields, translations or _NONE, by_language, files)
    return entry, problems


def _translated(
    original: Document, document: Document, model: type[Fields], context: Context, language: str
) -> tuple[Fields | None, list[Problem]]:
    """The fields of the original with the wordings of a translation in their places."""
    if original.fields is None or document.fields is None:
        return None, []
    shape = shape_of(model)
    merged, problems = overlay(original.fields, document.fields, document, shape, language)
    if problems:
        return None, problems
    try:
        return model.model_validate(merged, context=context), []
    except ValidationError:
        # The original's own mistakes: they have been reported at their place.
        return None, []


def _twice(first: Document, second: Document) -> Problem:
    """`a.md` and `a.en.md`, where English is the language of files without a suffix."""
    return Problem(
        Place(second.path),
        "duplicate-entry",
        f"{first.path} is in the same language as {second.path}",
        f"keep {first.path}",
    )


def _orphan(document: Document) -> Problem:
    return Problem(
        Place(document.path),
        "translation-orphan",
        f"there is no entry {document.id} to translate",
        f"add content/{document.id}.md, or rename this file to the slug of its entry",
    )


def _unknown_language(document: Document, languages: tuple[str, ...]) -> Problem:
    near = nearest(document.language, languages)
    hint = f"did you mean {near}?" if near else f"known: {', '.join(languages)}"
    return Problem(
        Place(document.path), "language-unknown", f'unknown language "{document.language}"', hint
    )


def _marketplace(
    documents: tuple[Document, ...],
) -> tuple[dict[str, Marketplace], list[Problem]]:
    """The settings in each language; empty when the settings themselves are wrong."""
    original = next((document for document in documents if not document.language), None)
    if original is None:
        return {}, []
    default = _scalar(original, "default_language") or _DEFAULT_LANGUAGE
    context = Context(default, {})
    settings, problems = read_fields(original, Marketplace, context)
    translated: dict[str, Marketplace] = {}
    languages = settings.languages if settings else _scalars(original, "languages")
    for document in documents:
        if document is original or original.fields is None or document.fields is None:
            continue
        if document.language not in languages:
            problems.append(_unknown_language(document, languages))
            continue
        merged, mistakes = overlay(
            original.fields, document.fields, document, shape_of(Marketplace), document.language
        )
        problems.extend(mistakes)
        if settings is not None and not mistakes:
            translated[document.language] = Marketplace.model_validate(merged, context=context)
    if settings is None or problems:
        return {}, problems
    return {code: translated.get(code, settings) for code in settings.languages}, []


def _context(
    documents: tuple[Document, ...], settings: Mapping[str, Marketplace]
) -> tuple[str, tuple[str, ...], Context]:
    """The default language, all languages and the units: from the settings, or as near as they can be
    read, so that a mistake in the settings does not hide the mistakes in the entries."""
    if settings:
        known = next(iter(settings.values()))
        limits = {unit.id: UnitLimits(unit.min, unit.max) for unit in known.units}
        return known.default_language, known.languages, Context(known.default_language, limits)
    original = next((document for document in documents if not document.language), None)
    if original is None or original.fields is None:
        return _DEFAULT_LANGUAGE, (_DEFAULT_LANGUAGE,), Context(_DEFAULT_LANGUAGE, {})
    default = _scalar(original, "default_language") or _DEFAULT_LANGUAGE
    languages = _scalars(original, "languages") or (default,)
    return default, languages, Context(default, _units_as_written(original.fields))


def _units_as_written(fields: NodeMapping) -> dict[str, UnitLimits]:
    """The ids of the units of settings that hold a mistake; limits where they can be read."""
    units: dict[str, UnitLimits] = {}
    node = fields.get("units")
    for item in node.items if isinstance(node, Sequence) else ():
        unit_id = item.get("id") if isinstance(item, NodeMapping) else None
        if isinstance(item, NodeMapping) and isinstance(unit_id, Scalar):
            units[unit_id.text] = UnitLimits(_limit(item, "min"), _limit(item, "max"))
    return units


def _limit(unit: NodeMapping, key: str) -> Decimal | None:
    node = unit.get(key)
    try:
        return Decimal(node.text) if isinstance(node, Scalar) else None
    except InvalidOperation:
        return None


def _scalar(document: Document, key: str) -> str:
    node = document.fields.get(key) if document.fields else None
    return node.text if isinstance(node, Scalar) else ""


def _scalars(document: Document, key: str) -> tuple[str, ...]:
    if document.fields is None:
        return ()
    node, rest = locate(document.fields, (key,))
    if rest or not isinstance(node, Sequence):
        return ()
    return tuple(item.text for item in node.items if isinstance(item, Scalar))
