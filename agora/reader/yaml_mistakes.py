"""What libyaml says of a mistake, in an editor's words and at the place where the mistake was made.

libyaml reports where it gave up. Often that is far from the cause: an unclosed quote is found at
the end of the file. The explanations here look at the text around both of its marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml
from msgspec import Struct

from agora.characters import ODD_SPACES, named, printable
from agora.reader.yaml_repair import Mistake, Position, looks_like_field

KEY_HINT = "a key is made of letters, digits, _ and -, with at least one letter"
_KEY_BEFORE_ODD_SPACE = re.compile(rf"(?:- +)*[\"']?[\w-]+[\"']?:({ODD_SPACES.pattern})")
_GLUED_COLON = re.compile(r"[\w-]+:\S")


class Fault(Struct, frozen=True):
    """Where libyaml gave up (`at`), what it was reading then (`context`) and where that began
    (`opened`); the last scalar before, and the brackets that were open."""

    problem: str
    context: str
    at: Position
    opened: Position
    lines: list[str]
    scalar: yaml.ScalarEvent | None
    brackets: tuple[Position, ...]

    def row(self, line: int) -> str:
        return self.lines[line - 1]

    @property
    def rest(self) -> str:
        """The text of the line from the place of the fault."""
        return self.row(self.at[0])[self.at[1] - 1 :]


def mistake_of(
    error: yaml.MarkedYAMLError,
    text: str,
    scalar: yaml.ScalarEvent | None,
    brackets: tuple[Position, ...],
) -> Mistake:
    """The mistake behind an error of the parser, always at a place within the text."""
    lines = text.split("\n")
    at = _position(error.problem_mark or error.context_mark, lines)
    opened = _position(error.context_mark or error.problem_mark, lines)
    problem, context = error.problem or "", error.context or ""
    fault = Fault(problem, context, at, opened, lines, scalar, brackets)
    for explain in _EXPLANATIONS:
        mistake = explain(fault)
        if mistake is not None:
            return mistake
    hint = "check the indentation; quotes around a value help where it holds special signs"
    return Mistake(*at, "yaml-syntax", "this line cannot be read", hint)


def start_of(event: yaml.Event) -> Position:
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


def end_of(event: yaml.Event) -> Position:
    """The position behind the last character."""
    mark = event.end_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


def odd_space_behind_key(text: str) -> int | None:
    """The offset of a blank that is no space, behind the colon of what was meant as a key."""
    found = _KEY_BEFORE_ODD_SPACE.match(text)
    return found.start(1) if found else None


def odd_space(line: int, column: int, character: str) -> Mistake:
    message = f"{named(character)} stands where a space must be"
    hint = "delete it and type a space"
    return Mistake(line, column, "control-character", message, hint, is_blank=True)


def key_mistake(text: str) -> tuple[str, str]:
    """The message and the hint for a key that is no plain word."""
    name = printable(text, 60)
    if text.isalpha():
        message = f'the key "{name}" is a word that YAML can read as something else'
        return message, "use another word, or put it in quotes"
    hint = "put a space behind the colon" if ":" in text else KEY_HINT
    return f'the key "{name}" is not a plain word', hint


def unclosed_quote(line: int, column: int) -> Mistake:
    message = "the quote that opens here is never closed"
    return Mistake(line, column, "yaml-syntax", message, "write the closing quote")


def _position(mark: yaml.Mark | None, lines: list[str]) -> Position:
    """The mark, held inside the text: libyaml puts the end of a text on a line of its own."""
    if mark is None:
        return 1, 1
    if mark.line >= len(lines):
        return len(lines), len(lines[-1]) + 1
    return mark.line + 1, min(mark.column, len(lines[mark.line])) + 1


def _syntax(place: Position, message: str, hint: str) -> Mistake:
    return Mistake(*place, "yaml-syntax", message, hint)


def _odd_space(fault: Fault) -> Mistake | None:
    rows = {fault.at[0], fault.opened[0]}
    if fault.scalar is not None:
        rows.add(min(start_of(fault.scalar)[0], len(fault.lines)))
    for line in sorted(rows):
        row = fault.row(line)
        indent = len(row) - len(row.lstrip(" "))
        offset = odd_space_behind_key(row[indent:])
        if offset is not None:
            return odd_space(line, indent + offset + 1, row[indent + offset])
        if ODD_SPACES.match(row, indent):
            return odd_space(line, indent + 1, row[indent])
    return None


def _tab(fault: Fault) -> Mistake | None:
    if not fault.rest.startswith("\t"):
        return None
    return _syntax(fault.at, "a tab is used for indentation", "use spaces")


def _quote(fault: Fault) -> Mistake | None:
    if "quoted scalar" in fault.context:
        return unclosed_quote(*fault.opened)
    if fault.scalar is None or fault.scalar.style not in ("'", '"'):
        return None
    start, end = start_of(fault.scalar), end_of(fault.scalar)
    if end[0] != fault.at[0] or not fault.rest:
        return None
    if start[0] < end[0]:
        return unclosed_quote(*start)
    between = fault.row(end[0])[end[1] - 1 : fault.at[1] - 1]
    if between.strip():
        return None
    hint = "put the whole value in quotes; an apostrophe inside '…' is written twice, or use \"…\""
    return _syntax(fault.at, "text stands behind the closing quote", hint)


def _escape(fault: Fault) -> Mistake | None:
    if "escape" not in fault.problem and "hexdecimal" not in fault.problem:
        return None
    hint = "write the backslash twice, or use '…' quotes"
    return _syntax(
        fault.at, 'a backslash in "…" quotes is followed by a sign that means nothing', hint
    )


def _bracket(fault: Fault) -> Mistake | None:
    if not fault.brackets:
        return None
    line, column = fault.brackets[-1]
    rows = fault.lines[line : fault.at[0]]
    at_end = not "".join([fault.rest, *fault.lines[fault.at[0] :]]).strip()
    sign = fault.row(line)[column - 1 : column]
    if at_end or any(looks_like_field(row) for row in rows):
        closing = "]" if sign == "[" else "}"
        return _syntax(
            (line, column), f"the bracket {sign} is never closed", f"close it with {closing}"
        )
    hint = "put commas between the values, and quotes around a value that holds special signs"
    return _syntax(
        fault.at, f"a comma or a closing bracket is missing (for the {sign} above)", hint
    )


def _refused(fault: Fault) -> Mistake | None:
    if "a directive" in fault.context:
        hint = "delete the line that starts with %"
        return Mistake(*fault.opened, "yaml-refused", "YAML directives are refused", hint)
    for word, sign in (("an alias", "*"), ("an anchor", "&"), ("a tag", "!")):
        if word in fault.context:
            message = f"values that start with {sign} are refused"
            return Mistake(*fault.opened, "yaml-refused", message, "put the value in quotes")
    above = [row for row in fault.lines[: fault.at[0] - 1] if row.strip()]
    if "<document start>" in fault.problem and above[-1:] and above[-1].startswith("..."):
        message = "the file holds more than one YAML document"
        return Mistake(
            *fault.at, "yaml-refused", message, "delete the line of dots or dashes above"
        )
    return None


def _colon(fault: Fault) -> Mistake | None:
    if "could not find expected ':'" in fault.problem:
        return _no_colon(fault, fault.opened)
    if "mapping values are not allowed" not in fault.problem:
        return None
    if fault.scalar is not None:
        start, end = start_of(fault.scalar), end_of(fault.scalar)
        if end == fault.at and start[0] < end[0]:
            if not fault.row(start[0])[: start[1] - 1].strip():
                return _no_colon(fault, start)
            row = fault.row(end[0])
            place = end[0], len(row) - len(row.lstrip()) + 1
            hint = (
                "let it start below the name of the field above, or put the value above in quotes"
            )
            return _syntax(place, "this line is indented, so it belongs to the value above", hint)
    row = fault.row(fault.at[0]).strip()
    hint = "put the value in quotes"
    name, _, value = row.partition(": ")
    if looks_like_field(row) and '"' not in value:
        hint += f': {name}: "{printable(value, 60)}"'
    return _syntax(fault.at, "a second colon stands in this line", hint)


def _no_colon(fault: Fault, place: Position) -> Mistake:
    rest = fault.row(place[0])[place[1] - 1 :]
    if _GLUED_COLON.match(rest):
        name, _, value = rest.partition(":")
        hint = f"write {name}: {printable(value, 60)}"
        return _syntax(place, "a space is missing behind the colon", hint)
    return _syntax(place, "this line is not written as name: value", "is a colon missing?")


def _start_sign(fault: Fault) -> Mistake | None:
    if "cannot start any token" in fault.problem or "mapping keys are not" in fault.problem:
        message = f"a value cannot start with {printable(fault.rest[:1])}"
        return _syntax(fault.at, message, "put the value in quotes")
    if "block sequence entries" in fault.problem:
        return _syntax(fault.at, "a list cannot start here", "start each item on a line of its own")
    if "block scalar" in fault.context:
        hint = "start the text on the next line, or put a value that starts with | or > in quotes"
        return _syntax(fault.at, "text stands behind the sign that opens a block of text", hint)
    return None


def _layout(fault: Fault) -> Mistake | None:
    rest = fault.rest
    if rest.startswith(("]", "}")):
        message = f"the bracket {rest[0]} closes nothing"
        return _syntax(fault.at, message, "delete it, or put the value in quotes")
    if rest.startswith(":"):
        return _syntax(fault.at, "a name is missing before the colon", "write name: value")
    if rest.startswith("- ") or rest == "-":
        hint = "list items stand under the name of their field, which has no value of its own"
        return _syntax(fault.at, "a list item stands where a field should be", hint)
    if any(sign in fault.problem for sign in ("expected key", "'-' indicator", "<document start>")):
        hint = "give all fields of one group the same number of spaces"
        return _syntax(fault.at, "this line does not line up with the lines above it", hint)
    return None


_EXPLANATIONS: tuple[Callable[[Fault], Mistake | None], ...] = (
    _odd_space,
    _tab,
    _escape,
    _quote,
    _refused,
    _bracket,
    _colon,
    _start_sign,
    _layout,
)
