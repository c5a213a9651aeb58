"""Where the front matter of a `.md` file starts and ends, and what stands in its way.

The first line that is not blank is exactly `---` (blanks behind it are fine), and so is the line
that closes it. python-frontmatter does the splitting, over text whose fences have been found and
counted first: by itself it drops the fields behind a missing fence, and shifts the lines.
"""

from __future__ import annotations

import re

from frontmatter.default_handlers import BaseHandler
from msgspec import Struct

from agora.problems import Place, Problem
from agora.reader.fields import reading_of
from agora.reader.yaml_events import Reading

_FENCE = re.compile(r"---[ \t]*")
_FENCE_LINE = re.compile(r"---[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"[\w-]+:(?:\s|$)")
_LIKE_YAML = re.compile(r"[\w-]+:(?:\s|$)|[ \t#]|- ")
_OPEN_BLOCK = re.compile(r"[\w-]+:[ ]+[|>][+-]?\d?[ \t]*")
_ALMOST_FENCE = re.compile(r"[ \t]*[-–—−]{2,}[ \t]*")
_WRITE_FENCE = "write the fields between two lines of --- at the top of the file"


class FrontMatter(BaseHandler):
    """The front matter of one file: `load` gives `{"reading": …}`, with the file's own lines."""

    FM_BOUNDARY = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, path: str, opening_line: int, damaged: bool) -> None:
        super().__init__()
        self._path = path
        self._opening_line = opening_line
        self._damaged = damaged

    def load(self, fm: str) -> dict[str, Reading]:
        return {"reading": reading_of(fm, self._path, self._opening_line, self._damaged)}


class Split(Struct, frozen=True):
    """A file's fields and its body, whose first line is `body_line`. `end` is where a missing field
    is reported."""

    reading: Reading
    body: str
    body_line: int
    end: Place


def split_front_matter(text: str, path: str, damaged: bool) -> Split:
    """The two parts of a `.md` file. Without front matter its fields are None, and all is body."""
    written = len(text) - len(text.lstrip())
    if written == len(text):
        problem = Problem(Place(path), "fence-missing", "the file is empty", _WRITE_FENCE)
        return Split(_nothing(problem), "", 1, Place(path))
    start = text.rfind("\n", 0, written) + 1
    above = text.count("\n", 0, start)
    if not _FENCE_LINE.match(text, start):
        return _without_fence(text.split("\n"), above, path, damaged)
    return _fenced(text[start:], above, path, damaged)


def _fenced(text: str, above: int, path: str, damaged: bool) -> Split:
    """The parts of a text that starts with an opening fence, with so many lines above it in the file."""
    opening = Place(path, above + 1)
    closing = FrontMatter.FM_BOUNDARY.search(text, len("---"))
    if closing is None:
        return _unclosed([""] * above + text.split("\n"), above, path, damaged)
    handler = FrontMatter(path, above + 1, damaged)
    fields, body = handler.split(text)
    reading = handler.load(fields)["reading"]
    end = Place(path, above + 1 + fields.count("\n"))
    # The closing fence belongs to neither part; the body starts behind its line.
    body, body_line = body[1:], end.line + 1
    if closing.group().startswith("."):
        message = "dots do not close the front matter"
        reading = _with(reading, Problem(end, "fence-unclosed", message, "write --- here"))
    elif _ends_inside_a_text(fields, body):
        message = (
            "this line ends the front matter, but the text of the field above goes on below it"
        )
        hint = "indent the line, so that it belongs to the text"
        reading = _with(reading, Problem(end, "fence-inside", message, hint))
        return Split(reading, body, body_line, end)
    return Split(reading, body, body_line, opening)


def _unclosed(lines: list[str], first: int, path: str, damaged: bool) -> Split:
    """A fence that nothing closes: the fields are taken to end where prose begins."""
    place = Place(path, first + 1)
    message = "the front matter that opens here is never closed"
    problem = Problem(place, "fence-unclosed", message, "write --- behind the last field")
    end = first + 1
    while end < len(lines):
        following = next((row for row in lines[end:] if row.strip()), "")
        if not lines[end].strip() and not _LIKE_YAML.match(following):
            break
        end += 1
    reading = reading_of("\n".join(lines[first + 1 : end]), path, first + 2, damaged)
    if any(found.code in ("yaml-syntax", "not-a-mapping") for found in reading.problems):
        reading = Reading(None, frozenset(), ())
    return Split(_with(reading, problem), "\n".join(lines[end:]), end + 1, place)


def _without_fence(lines: list[str], first: int, path: str, damaged: bool) -> Split:
    """What stands where the opening fence should be; fields that come later are read anyhow."""
    row = lines[first]
    place = Place(path, first + 1, len(row) - len(row.lstrip()) + 1)
    later = next(
        (
            number
            for number in range(first + 1, len(lines) - 1)
            if _FENCE.fullmatch(lines[number]) and _FIELD.match(lines[number + 1])
        ),
        None,
    )
    closed = later is not None and any(_FENCE.fullmatch(line) for line in lines[later + 1 :])
    if later is not None and closed and not _FIELD.match(row):
        message = f"text stands before the front matter, which starts on line {later + 1}"
        hint = "move the text below the second ---"
        found = _fenced("\n".join(lines[later:]), later, path, damaged)
        reading = _with(found.reading, Problem(place, "text-before-fence", message, hint))
        return Split(reading, found.body, found.body_line, found.end)
    if row.startswith("+++"):
        message = "front matter between +++ (TOML) is not read"
    elif row.startswith("{"):
        message = "front matter in JSON is not read"
    elif _FENCE.fullmatch(row.strip()):
        message = "the fence --- is indented"
    elif _ALMOST_FENCE.fullmatch(row):
        message = "this line is not exactly ---"
    else:
        message = "the file does not start with a line of ---"
    problem = Problem(place, "fence-missing", message, _WRITE_FENCE)
    return Split(_nothing(problem), "\n".join(lines[first:]), first + 1, Place(path))


def _ends_inside_a_text(fields: str, body: str) -> bool:
    """Whether the last field is a block of text that goes on, indented, right behind the fence."""
    if body[:1] not in (" ", "\t") or not body.split("\n", 1)[0].strip():
        return False
    names = [row for row in fields.split("\n") if row[:1].strip()]
    return bool(names) and _OPEN_BLOCK.fullmatch(names[-1]) is not None


def _nothing(problem: Problem) -> Reading:
    return Reading(None, frozenset(), (problem,))


def _with(reading: Reading, problem: Problem) -> Reading:
    return Reading(reading.fields, reading.unread, (*reading.problems, problem))
