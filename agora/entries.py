"""A validated document of a declared type, with its translations, bodies and files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from sys import intern

from msgspec import Struct

from agora.documents import Body, Document, Node, OwnedFile, is_absent, locate
from agora.documents import Mapping as NodeMapping
from agora.model import Fields, Marketplace
from agora.problems import Place
from agora.trace import note


class State(StrEnum):
    """Whether an entry exists for readers."""

    LIVE = "live"
    DRAFT = "draft"
    PENDING = "not published yet"
    EXPIRED = "expired"


class Entry:
    """One entry in all its languages. It does not change while a website is made.

    `language` is the default language. `documents` are the files by language, the default language among
    them. Entries are compared and hashed as themselves: there is one object for each. Who reads what an
    editor may write otherwise is noted (`agora.trace`).
    """

    __slots__ = (
        "_fields",
        "_translations",
        "collection",
        "documents",
        "files",
        "id",
        "language",
        "slug",
    )

    def __init__(
        self,
        collection: str,
        slug: str,
        language: str,
        fields: Fields,
        translations: Mapping[str, Fields],
        documents: Mapping[str, Document],
        files: tuple[OwnedFile, ...] = (),
    ) -> None:
        self.id = intern(f"{collection}/{slug}")
        self.collection = collection
        self.slug = slug
        self.language = language
        self.documents = documents
        self.files = files
        self._fields = fields
        self._translations = translations

    @property
    def is_asleep(self) -> bool:
        """Whether it would have to be read to know what it says (`agora.asleep`)."""
        return False

    @property
    def fields(self) -> Fields:
        """The fields in the default language."""
        note(self.id)
        return self._fields

    @property
    def translations(self) -> Mapping[str, Fields]:
        """For each language that the entry is translated to, the same fields with translated wordings in
        their places."""
        note(self.id)
        return self._translations

    def become(self, other: Entry) -> None:
        """Say what `other`, the same entry after an edit, says: whoever holds this one sees that."""
        self._fields = other._fields
        self._translations = other._translations
        self.documents = other.documents
        self.files = other.files

    @property
    def document(self) -> Document:
        """The file in the default language."""
        return self.documents[self.language]

    def in_language(self, language: str) -> Fields:
        """The fields as a reader of that language sees them; wordings say which language they are in."""
        note(self.id)
        return self._translations.get(language, self._fields)

    def body_in(self, language: str) -> tuple[Body, str]:
        """The body and its language: the reader's where there is one, else the default's."""
        for code in (language, self.language):
            if code in self.documents and not self.documents[code].body.is_blank:
                return self.documents[code].body, code
        return Body(), self.language

    def file(self, name: str) -> OwnedFile | None:
        return next((file for file in self.files if file.name == name), None)

    def state(self, today: dt.date, drafts: bool) -> State:
        """What a reader sees on that day; with `drafts` a draft counts as live."""
        if self.fields.draft and not drafts:
            return State.DRAFT
        if self.fields.publish is not None and today < self.fields.publish:
            return State.PENDING
        if self.fields.expire is not None and today > self.fields.expire:
            return State.EXPIRED
        return State.LIVE


class Validated(Struct, frozen=True):
    """What validation makes of the source.

    `broken` are the ids whose files hold mistakes: they are owned, and nobody's reference to them is
    dangling, but they have no entry. `settings` are the marketplace by language, empty when it is broken.
    """

    settings: Mapping[str, Marketplace]
    entries: tuple[Entry, ...]
    broken: frozenset[str]


def place_of(document: Document, *steps: str | int) -> Place:
    """Where a value of a document stands; the key where it is empty, the nearest thing where it lacks."""
    if document.fields is None:
        return document.end
    node, rest = locate(document.fields, steps)
    if not rest and steps and is_absent(node):
        node, rest = locate(document.fields, steps[:-1])[0], steps[-1:]
    return place_of_node(document, node, rest)


def place_of_node(document: Document, node: Node, rest: tuple[str | int, ...]) -> Place:
    """The place of what `locate` found: the node, its key, or where a missing field would stand."""
    if rest and isinstance(node, NodeMapping) and isinstance(rest[0], str):
        key = node.key(rest[0])
        if key is not None:
            return Place(document.path, key.line, key.column)
    if rest and node is document.fields:
        return document.end
    return Place(document.path, node.line, node.column)
