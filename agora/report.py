"""Problems in print: for people, for programs, for GitHub and for code scanners.

Every text in a problem may come from a file that somebody else wrote. So nothing is printed raw:
unseen characters are spelt out, lines are cut, and no text can start a workflow command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from urllib.parse import quote

from agora.characters import printable
from agora.codes import CODES
from agora.problems import Problem, Severity, errors_in, in_order

_PATH_LIMIT = 120
_MESSAGE_LIMIT = 280
_HINT_LIMIT = 440


def as_text(problems: Iterable[Problem]) -> str:
    """`path:line:col: error[code]: sentence`, and the hint on a line below; "" without problems."""
    lines: list[str] = []
    for problem in in_order(problems):
        message = printable(problem.message, _MESSAGE_LIMIT)
        lines.append(f"{_where(problem)}: {problem.severity}[{problem.code}]: {message}")
        if problem.hint:
            lines.append(f"  hint: {printable(problem.hint, _HINT_LIMIT)}")
    return "".join(f"{line}\n" for line in lines)


def as_json(problems: Iterable[Problem]) -> str:
    """`{"problems": [{"path", "line", "column", "severity", "code", "message", "hint"}], "errors",
    "warnings"}`; ASCII, so that it survives every terminal and log."""
    ordered = in_order(problems)
    errors = errors_in(ordered)
    listed = [
        {
            "path": _path(problem),
            "line": problem.place.line,
            "column": problem.place.column,
            "severity": str(problem.severity),
            "code": problem.code,
            "message": printable(problem.message, _MESSAGE_LIMIT),
            "hint": printable(problem.hint, _HINT_LIMIT),
        }
        for problem in ordered
    ]
    whole = {"problems": listed, "errors": errors, "warnings": len(ordered) - errors}
    return json.dumps(whole, indent=2) + "\n"


def as_github(problems: Iterable[Problem]) -> str:
    """GitHub's workflow commands: each problem stands at its line of the change."""
    lines = []
    for problem in in_order(problems):
        text = printable(problem.message, _MESSAGE_LIMIT)
        if problem.hint:
            text += f"\nhint: {printable(problem.hint, _HINT_LIMIT)}"
        place = problem.place
        properties = {
            "file": _path(problem),
            "line": str(place.line),
            "col": str(place.column),
            "title": problem.code,
        }
        written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        lines.append(f"::{problem.severity} {written}::{_command_text(text)}\n")
    return "".join(lines)


def as_sarif(problems: Iterable[Problem]) -> str:
    """SARIF 2.1.0 (OASIS), with the rules that were broken."""
    ordered = in_order(problems)
    codes = sorted({problem.code for problem in ordered})
    driver = {"name": "Agora", "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "ROOT": {"description": {"text": "The folder that holds content/."}}
        },
        "results": [_result(problem, codes.index(problem.code)) for problem in ordered],
    }
    whole = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(whole, indent=2) + "\n"


FORMATS: dict[str, Callable[[Iterable[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def summary(problems: Iterable[Problem]) -> str:
    """How many problems there are, in words: "4 errors in 3 files", "no problems"."""
    ordered = in_order(problems)
    errors = errors_in(ordered)
    counts = ((errors, "error"), (len(ordered) - errors, "warning"))
    parts = [f"{count} {_plural(count, word)}" for count, word in counts if count]
    if not parts:
        return "no problems"
    files = len({problem.place.path for problem in ordered})
    return f"{' and '.join(parts)} in {files} {_plural(files, 'file')}"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def _path(problem: Problem) -> str:
    """The path, never cut: tools open it."""
    return printable(problem.place.path, 4096)


def _where(problem: Problem) -> str:
    place = problem.place
    path = printable(place.path, _PATH_LIMIT)
    # GitHub's runner reads a line that starts like this as a command.
    if path.startswith(("::", "##[")):
        path = f"./{path}"
    return f"{path}:{place.line}:{place.column}"


def _command_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _command_text(text).replace(":", "%3A").replace(",", "%2C")


def _rule(code: str) -> dict[str, object]:
    about = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": about.what},
        "fullDescription": {"text": f"{about.what} {about.why}"},
        "help": {"text": about.do},
        "defaultConfiguration": {"level": about.severity},
    }


def _result(problem: Problem, rule: int) -> dict[str, object]:
    text = printable(problem.message, _MESSAGE_LIMIT)
    if problem.hint:
        text += f" (hint: {printable(problem.hint, _HINT_LIMIT)})"
    uri = quote(problem.place.path.encode("utf-8", "surrogateescape"), safe="/")
    region = {"startLine": problem.place.line, "startColumn": problem.place.column}
    location = {"artifactLocation": {"uri": uri, "uriBaseId": "ROOT"}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": "error" if problem.severity is Severity.ERROR else "warning",
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }
