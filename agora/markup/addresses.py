"""The links and pictures of one body: judged once for each place where they are written."""

from __future__ import annotations

from collections.abc import Mapping

from agora.markup.limits import TooComplex
from agora.markup.marks import Marks
from agora.markup.rendered import BodyImage, BodyLink
from agora.markup.targets import Refused, Target, read_target
from agora.markup.wording import characters
from agora.problems import Place, Problem

# Far over what 128 KB of text can write out; a reference definition can be repeated without end.
_WRITTEN_LIMIT = 5_000_000


class Addresses:
    """Collects `links`, `images` and `problems` from addresses as they stand in the converter's tree."""

    def __init__(self, marks: Marks, collection: str) -> None:
        self.links: set[BodyLink] = set()
        self.images: set[BodyImage] = set()
        self.problems: list[Problem] = []
        self._marks = marks
        self._collection = collection
        self._found: dict[tuple[str, bool], Target | Refused] = {}
        self._size = 0

    def link(self, written: str) -> Target | Refused:
        """What a link leads to; it is noted."""
        found = self._read(written, is_image=False)
        if isinstance(found, Target):
            self.links.add(BodyLink(self._place(written), found.kind, found.target, found.anchor))
        return found

    def image(self, written: str, alt: str) -> Target | Refused:
        """The file of a picture; it is noted."""
        found = self._read(written, is_image=True)
        if isinstance(found, Target):
            self.images.add(BodyImage(self._place(written), found.target, alt))
        return found

    def unused(self, references: Mapping[str, tuple[str, str]]) -> None:
        """Judges the definitions that no link used: nobody sees them yet, but a mistake is a mistake."""
        used = {written for written, _ in self._found}
        for written, _ in references.values():
            if written not in used:
                self.link(written)

    def refuse_nested(self, written: str, around: str) -> None:
        """A link, or the mark of a footnote, stands in the text of the link `around`."""
        where = written if self._marks.offset_of(written) is not None else around
        message = "a link or the mark of a footnote stands inside the text of a link"
        self._refuse(where, Refused("link-form", message, "write one after the other"))

    def _read(self, written: str, *, is_image: bool) -> Target | Refused:
        self._size += len(written)
        if self._size > _WRITTEN_LIMIT:
            raise TooComplex("makes over 5 MB of HTML")
        known = self._found.get((written, is_image))
        if known is not None:
            return known
        found = read_target(characters(written), collection=self._collection, is_image=is_image)
        self._found[written, is_image] = found
        if isinstance(found, Refused):
            self._refuse(written, found)
        return found

    def _refuse(self, written: str, why: Refused) -> None:
        self.problems.append(Problem(self._place(written), why.code, why.message, why.hint))

    def _place(self, written: str) -> Place:
        """Where an address stands in the file; should its mark be lost, where its text is first found."""
        offset = self._marks.offset_of(written)
        if offset is None and written.strip():
            offset = self._marks.body.text.find(characters(written).strip())
        return self._marks.start if offset is None or offset < 0 else self._marks.place(offset)
