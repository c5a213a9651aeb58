"""YAML as a stream of events, read into nodes that know where they stand.

PyYAML's C parser gives the events; its constructor is never called. So nothing is typed by guess,
no alias is followed, no tag acts, and depth is counted before anything is built. Every value is the
text that the editor typed, but for a plain `~`, which is nothing.

Keys are plain words: letters, digits, `_` and `-` with at least one letter. Without quotes, the
words that YAML 1.1 takes for a truth value or for nothing (true, false, yes, no, on, off, null) are
refused as keys, because other programs would read them as something else.

A comment that follows a plain value without a space behind its `#` was probably meant as text.

Behind a mistake of syntax the reader leaves out the field in which it stands and goes on, so that
the other fields are still checked. It tells what it left out, so that nobody calls that missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from sys import intern

import yaml
from msgspec import Struct

from agora.characters import ODD_SPACES, REPLACEMENT, named, printable, unseen
from agora.documents import Mapping, Node, Scalar, Sequence, Steps
from agora.problems import Place, Problem
from agora.reader.yaml_mistakes import (
    KEY_HINT,
    end_of,
    key_mistake,
    mistake_of,
    odd_space,
    odd_space_behind_key,
    start_of,
    unclosed_quote,
)
from agora.reader.yaml_repair import Mistake, Position, looks_like_field, without_mistake

MAX_DEPTH = 16
_MAX_REPAIRS = 20
_NO_MAPPING = (
    "not-a-mapping",
    "the fields are not written as name: value",
    "write one field a line: its name, a colon, a space and its value",
)
_PLAIN_WORD = re.compile(r"[\w-]*[^\W\d_][\w-]*")
_RETYPED = re.compile("(?i:true|false|yes|no|on|off|null)")
_GLUED_COMMENT = re.compile(r"[ \t]+#(?=[^\s#])")
_BLANK_WITH_TAB = re.compile(r"^[ ]*\t[ \t]*$", re.MULTILINE)


class Reading(Struct, frozen=True):
    """What could be read. `fields` is None where that is nothing at all; `unread` are the steps to
    values that were left out because of a reported mistake."""

    fields: Mapping | None
    unread: frozenset[Steps]
    problems: tuple[Problem, ...]


class _Halt(Exception):
    """Nothing behind this mistake can be read without a repair."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.message)
        self.mistake = mistake


def read_yaml(text: str, path: str, first_line: int = 1, damaged: bool = False) -> Reading:
    """The fields in `text`, whose first line is the file's line `first_line`.

    In a `damaged` text U+FFFD stands for characters that are already reported.
    """
    text = _BLANK_WITH_TAB.sub(lambda blank: " " * len(blank.group()), text)
    whole = text
    problems: dict[Problem, None] = {}
    unread: set[Steps] = set()
    for _ in range(_MAX_REPAIRS):
        events = _Events(text, path, first_line, damaged)
        try:
            fields = events.fields()
        except _Halt as halt:
            mistake = halt.mistake
        except yaml.MarkedYAMLError as error:
            mistake = mistake_of(error, text, events.scalar, tuple(events.brackets))
        else:
            problems |= dict.fromkeys(events.problems)
            if fields is not None and not fields.pairs and text != whole:
                fields = None
            return Reading(fields, frozenset(unread | events.unread), tuple(problems))
        found = _problem(mistake, path, first_line)
        # What was read behind the true place of the mistake may be nonsense.
        problems |= dict.fromkeys(each for each in events.problems if each.place < found.place)
        if not (damaged and REPLACEMENT in text.split("\n")[mistake.line - 1]):
            problems[found] = None
        mended, lost = without_mistake(text, mistake)
        unread.update((name,) for name in lost)
        if mended == text:
            break
        text = mended
    return Reading(None, frozenset(), tuple(problems))


def _problem(mistake: Mistake, path: str, first_line: int) -> Problem:
    place = Place(path, mistake.line - 1 + first_line, mistake.column)
    return Problem(place, mistake.code, mistake.message, mistake.hint)


@lru_cache(maxsize=4096)
def _is_plain_word(text: str, plain: bool) -> bool:
    """Whether a key is a plain word, and written so that every program reads it as one."""
    return _PLAIN_WORD.fullmatch(text) is not None and not (plain and _RETYPED.fullmatch(text))


class _Events:
    """One pass over the events of a text. `problems` and `unread` tell what it met; `scalar` and
    `brackets` are the last scalar and the open brackets, for when it has to stop."""

    def __init__(self, text: str, path: str, first_line: int, damaged: bool) -> None:
        self.problems: list[Problem] = []
        self.unread: set[Steps] = set()
        self.scalar: yaml.ScalarEvent | None = None
        self.brackets: list[Position] = []
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self._path = path
        self._before = first_line - 1
        self._damaged = damaged
        self._lines = text.split("\n")
        self._has_comments = "#" in text

    def fields(self) -> Mapping | None:
        """The one mapping of the text; an empty text is an empty mapping."""
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.DocumentStartEvent):
            return Mapping((), self._before + 1, 1)
        if event.version or event.tags:
            message = "YAML directives are refused"
            self._report(event, "yaml-refused", message, "delete the line that starts with %")
        event = next(self._events)
        if isinstance(event, yaml.SequenceStartEvent):
            self._report(event, *_NO_MAPPING)
            return None
        root = self._node(event, ())
        next(self._events)
        following = next(self._events)
        if isinstance(following, yaml.DocumentStartEvent):
            message = "the file holds more than one YAML document"
            hint = "delete the line ---; a file with a body below its fields has the ending .md"
            self._report(following, "yaml-refused", message, hint)
        if root is None or isinstance(root, Mapping):
            return root
        self._report(event, *_NO_MAPPING)
        return None

    def _node(self, event: yaml.Event, steps: Steps, key_line: int = 0) -> Node | None:
        """The node that starts with the event, or None where it was refused (and reported).

        `steps` lead to it; `key_line` is the line of its key, 0 for an item of a list.
        """
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, key_line)
        if isinstance(event, yaml.AliasEvent):
            hint = "write the value out; text that starts with * needs quotes"
            self._report(event, "yaml-refused", "aliases (*name) are refused", hint)
            return None
        assert isinstance(event, yaml.CollectionStartEvent)
        self._refuse_properties(event)
        line, column = start_of(event)
        if len(steps) >= MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
            hint = "check the brackets and the indentation"
            raise _Halt(Mistake(line, column, "yaml-depth", message, hint))
        if event.flow_style:
            self.brackets.append((line, column))
        line += self._before
        node: Node
        if isinstance(event, yaml.MappingStartEvent):
            node = Mapping(tuple(self._pairs(steps)), line, column)
        else:
            node = Sequence(tuple(self._items(steps)), line, column)
        if event.flow_style:
            self.brackets.pop()
        return node

    def _items(self, steps: Steps) -> Iterator[Node]:
        index = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            item = self._node(event, (*steps, index))
            if item is not None:
                index += 1
                yield item

    def _pairs(self, steps: Steps) -> Iterator[tuple[Scalar, Node]]:
        first: dict[str, Scalar] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, steps)
            name = key.text if key else ""
            value = self._node(next(self._events), (*steps, name), start_of(event)[0])
            if key is None:
                continue
            if name in first:
                self._report_duplicate(event, key, first[name])
                continue
            first[name] = key
            if value is None:
                self.unread.add((*steps, name))
            else:
                yield key, value

    def _key(self, event: yaml.Event, steps: Steps) -> Scalar | None:
        """The key, or None where it is no plain word (which is reported)."""
        if not isinstance(event, yaml.ScalarEvent):
            if self._node(event, (*steps, "")) is not None:
                message = "a key is a list or a group, not a plain word"
                self._report(event, "yaml-key", message, KEY_HINT)
            return None
        self.scalar = event
        line, column = start_of(event)
        text, plain = intern(event.value), not event.style
        if event.anchor or event.tag:
            self._refuse_properties(event)
        if _is_plain_word(text, plain):
            return Scalar(text, line + self._before, column, plain)
        if ODD_SPACES.match(text):
            raise _Halt(odd_space(line, column, text[0]))
        if self._damaged and REPLACEMENT in text:
            text = text.replace(REPLACEMENT, "")
            self.unread.add((*steps, text))
        if text == "<<" and plain:
            message = "merge keys (<<) are refused"
            self._report(event, "yaml-refused", message, "write the values out")
        elif _is_plain_word(text, plain):
            return Scalar(text, line + self._before, column, plain)
        else:
            self._report(event, "yaml-key", *key_mistake(text))
            self.unread.add((*steps, text.partition(":")[0]))
        return None

    def _scalar(self, event: yaml.ScalarEvent, key_line: int) -> Scalar | None:
        """The scalar as typed, or None where one of its characters was refused."""
        self.scalar = event
        text, style = event.value, event.style
        if self._damaged and REPLACEMENT in text:
            return None
        if event.anchor or event.tag:
            self._refuse_properties(event)
        line, column = start_of(event)
        if not style:
            self._check_plain(event, text, key_line)
            return Scalar("" if text == "~" else text, line + self._before, column, True)
        if style in ("'", '"'):
            self._check_quoted(event, text)
        return Scalar(text, line + self._before, column, False)

    def _check_plain(self, event: yaml.ScalarEvent, text: str, key_line: int) -> None:
        """A blank that is no space behind a key's colon, and a comment that was meant as text."""
        line, column = start_of(event)
        if line != key_line and ":" in text:
            offset = odd_space_behind_key(text)
            if offset is not None:
                raise _Halt(odd_space(line, column + offset, text[offset]))
        if not self._has_comments:
            return
        last, end = end_of(event)
        rest = self._lines[last - 1][end - 1 :] if last <= len(self._lines) else ""
        comment = _GLUED_COMMENT.match(rest)
        if comment:
            sign = comment.end() - 1
            place = Place(self._path, last + self._before, end + sign)
            message = f'"{printable(rest[sign:], 60)}" is a comment and is not read'
            hint = "put the value in quotes; a comment has a space behind its #"
            self.problems.append(Problem(place, "yaml-comment", message, hint))

    def _check_quoted(self, event: yaml.ScalarEvent, text: str) -> None:
        """A quote that runs into the next field, and unseen characters written as escapes."""
        (line, column), (last, _) = start_of(event), end_of(event)
        if line < last and any(looks_like_field(row) for row in self._lines[line:last]):
            raise _Halt(unclosed_quote(line, column))
        if event.style == '"' and "\\" in "".join(self._lines[line - 1 : last]):
            for offset in unseen(text)[:1]:
                message = f"the character {named(text[offset])} cannot be seen"
                self._report(event, "control-character", message, "delete it")

    def _refuse_properties(self, event: yaml.CollectionStartEvent | yaml.ScalarEvent) -> None:
        if event.anchor:
            message = f"anchors (&{printable(event.anchor, 60)}) are refused"
            hint = "write the value out; text that starts with & needs quotes"
            self._report(event, "yaml-refused", message, hint)
        elif event.tag:
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"tags ({printable(written, 60)}) are refused"
            hint = "delete the tag; text that starts with ! needs quotes"
            self._report(event, "yaml-refused", message, hint)

    def _report_duplicate(self, event: yaml.Event, key: Scalar, first: Scalar) -> None:
        name = printable(key.text, 60)
        message = f'"{name}" stands twice: on line {first.line} and on line {key.line}'
        self._report(event, "duplicate-key", message, "delete one of the two")

    def _report(self, event: yaml.Event, code: str, message: str, hint: str) -> None:
        line, column = start_of(event)
        place = Place(self._path, line + self._before, column)
        self.problems.append(Problem(place, code, message, hint))
