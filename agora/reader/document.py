"""From the bytes of one content file to its document, with everything that is wrong with it."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

from agora.documents import Body, Document, Mapping, Scalar
from agora.problems import Place, Problem, in_order
from agora.reader.fields import reading_of
from agora.reader.front_matter import Split, split_front_matter
from agora.reader.text import BODY_LIMIT_BYTES, FileText, kilobytes, place_at, read_text
from agora.reader.yaml_events import Reading

_PROBLEMS_SHOWN = 100


class Origin(Struct, frozen=True):
    """What a file's place says of it. `collection` is "" for the settings of the website."""

    path: str
    collection: str
    slug: str
    language: str

    @property
    def is_markdown(self) -> bool:
        return self.path.lower().endswith(".md")


def read_document(raw: bytes, origin: Origin) -> tuple[Document, tuple[Problem, ...]]:
    """The document in the bytes of a file. Whatever is wrong with them, it still owns its id."""
    text, problems = read_text(raw, origin.path)
    start = Place(origin.path)
    split = Split(Reading(None, frozenset(), ()), "", 1, start)
    body = Body()
    if text is not None and origin.is_markdown:
        split = _markdown(text, origin.path)
        body = Body(split.body, split.body_line)
    elif text is not None and min(text.broken_at, text.conflict_at) == len(text.text):
        reading = reading_of(text.text, origin.path, damaged=text.damaged)
        if origin.collection:
            reading, body = _with_body(reading, text.text, origin.path)
        split = Split(reading, "", 1, start)
    problems += split.reading.problems
    body, too_large = _bounded(body, origin.path)
    document = Document(
        path=origin.path,
        collection=origin.collection,
        slug=origin.slug,
        language=origin.language,
        fields=split.reading.fields,
        body=body,
        digest=sha256(raw).hexdigest(),
        end=split.end,
        unread=split.reading.unread,
    )
    return document, _few(problems + too_large)


def _markdown(text: FileText, path: str) -> Split:
    """The parts of a Markdown file; fields whose bytes or versions are in doubt are not read."""
    split = split_front_matter(text.text, path, text.damaged)
    doubtful = min(text.broken_at, text.conflict_at)
    line = place_at(text.text, doubtful, path).line
    if doubtful == len(text.text) or line >= split.body_line > 1:
        return split
    kept = split.body if split.body_line > 1 else ""
    return Split(Reading(None, frozenset(), ()), kept, split.body_line, split.end)


def _with_body(reading: Reading, text: str, path: str) -> tuple[Reading, Body]:
    """The fields of a `.yaml` entry without `body`, and the body at its place in the file."""
    fields = reading.fields
    node = fields.get("body") if fields else None
    if fields is None or node is None:
        return reading, Body()
    rest = Mapping(
        tuple((key, value) for key, value in fields.pairs if key.text != "body"),
        fields.line,
        fields.column,
    )
    if isinstance(node, Scalar):
        return Reading(rest, reading.unread, reading.problems), _body(node, text.split("\n"))
    place = Place(path, node.line, node.column)
    problem = Problem(place, "value-type", "the body is a text", "write body: | and the text below")
    return Reading(rest, reading.unread, (*reading.problems, problem)), Body()


def _body(node: Scalar, lines: list[str]) -> Body:
    """The body in a scalar: each place is exact in a literal block (`|`), else the first one."""
    if node.plain or lines[node.line - 1][node.column - 1] not in "|>":
        return Body(node.text, node.line, node.column + (not node.plain))
    written = (row for row in lines[node.line :] if row.strip())
    indent = next((len(row) - len(row.lstrip(" ")) for row in written), 0)
    first = node.text.lstrip("\n")
    # A first line that is indented beyond its block keeps those blanks in the text.
    indent -= len(first) - len(first.lstrip(" "))
    return Body(node.text, node.line + 1, max(indent, 0) + 1)


def _bounded(body: Body, path: str) -> tuple[Body, tuple[Problem, ...]]:
    if len(body.text.encode()) <= BODY_LIMIT_BYTES:
        return body, ()
    limit = kilobytes(BODY_LIMIT_BYTES)
    place = Place(path, body.line, body.column)
    problem = Problem(place, "file-too-large", f"the body is over {limit}", "split the text")
    return Body("", body.line, body.column), (problem,)


def _few(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems in order; of a flood the first, the last of them with the number of the rest."""
    ordered = in_order(problems)
    if len(ordered) <= _PROBLEMS_SHOWN:
        return ordered
    more = len(ordered) - _PROBLEMS_SHOWN
    last = ordered[_PROBLEMS_SHOWN - 1]
    hint = f"{last.hint}; {more} more problems of this file are not shown".removeprefix("; ")
    return (
        *ordered[: _PROBLEMS_SHOWN - 1],
        Problem(last.place, last.code, last.message, hint),
    )
