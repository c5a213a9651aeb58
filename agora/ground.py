"""What a build has found before anything is rendered: the ground that pages, and later edits, stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from agora.bodies import key_of_body
from agora.documents import Body, Document
from agora.entries import Entry
from agora.library import Library
from agora.problems import Problem
from agora.sense import Doubts
from agora.survey import Survey

_BLANK, _SOME = Body(), Body("text")


class Ground(Struct, frozen=True):
    """What was found before anything was rendered.

    `entries` are all, also those that readers do not see yet. `linked` are the ids that bodies link to.
    `certain` are the warnings of all stages before the sense checks, and `doubts` those of the checks,
    accepted or not. `body_keys` are by path; `undated` are the paths of files that do not say when they were
    changed.
    """

    library: Library
    entries: tuple[Entry, ...]
    survey: Survey
    linked: frozenset[str]
    certain: tuple[Problem, ...]
    doubts: Doubts
    heading_characters: frozenset[str]
    body_keys: Mapping[str, bytes]
    undated: frozenset[str]

    def let_go(self) -> None:
        """Hold the nodes and the texts of files no longer: they are most of what was read, and only messages
        need them. Who does reads the file again. Entries that are asleep hold none."""
        for entry in [entry for entry in self.entries if not entry.is_asleep]:
            entry.documents = {
                language: _light(document) for language, document in entry.documents.items()
            }


def _light(document: Document) -> Document:
    """Without nodes, and of its body no more than whether it is blank."""
    return Document(
        path=document.path,
        collection=document.collection,
        slug=document.slug,
        language=document.language,
        fields=None,
        body=_BLANK if document.body.is_blank else _SOME,
        digest=document.digest,
        end=document.end,
    )


def is_undated(document: Document) -> bool:
    """Whether a file does not say itself when it was changed."""
    return document.fields is not None and document.fields.get("updated") is None


def undated_in(documents: Iterable[Document]) -> frozenset[str]:
    """The paths of files that do not say when they were changed."""
    return frozenset(document.path for document in documents if is_undated(document))


def body_keys_of(documents: Iterable[Document]) -> dict[str, bytes]:
    """What the bodies of documents as they were read are remembered under, by path."""
    return {
        document.path: key_of_body(document.path, document.body)
        for document in documents
        if not document.body.is_blank
    }


def heading_characters(entries: Iterable[Entry]) -> frozenset[str]:
    """The characters of their titles, for the font of headings."""
    return frozenset(
        character
        for entry in entries
        for fields in (entry.fields, *entry.translations.values())
        for character in fields.title.text
    )
