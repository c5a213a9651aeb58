"""How values of a snapshot are written: those that are many in the shortest way, and one in a safe way."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from agora.documents import Document
from agora.pickled import Reduced
from agora.problems import Place
from agora.references import Reference

_NOWHERE = Place("")


def _document(document: Document) -> tuple[type[Document], tuple[object, ...]]:
    where = document.path, document.collection, document.slug, document.language
    return Document, (*where, document.fields, document.body, document.digest, document.end)


def _reference(reference: Reference) -> tuple[type[Reference], tuple[object, ...]]:
    """Without its place, which only a message tells."""
    about = reference.source, reference.field, reference.text, reference.wanted
    return Reference, (*about, _NOWHERE)


def _zone(zone: ZoneInfo) -> tuple[type[ZoneInfo], tuple[object, ...]]:
    """By its own way it would be made by a function that could make anything."""
    return ZoneInfo, (zone.key,)


REDUCED: Reduced = {
    Document: _document,
    Reference: _reference,
    ZoneInfo: _zone,
}
