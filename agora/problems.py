"""One thing for an editor to mend, with its place.

Mistakes in content are values: every stage returns `(value, problems)` and goes on.
The codes, their severities and their explanations are declared in `agora.codes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from agora.codes import CODES


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A character of a file: `path` relative to the root with `/`, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __reduce__(self) -> tuple[type[Place], tuple[str, int, int]]:
        """Many go from process to process: the usual way, by their state, takes five times as long."""
        return Place, (self.path, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one place, and what to write instead.

    `code` must be a key of `agora.codes.CODES`. `promoted` makes a warning an error (`--strict`).
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    promoted: bool = False

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.promoted else Severity(CODES[self.code].severity)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted by path, line, column and code, each different problem once."""
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message, p.hint)))


def strictly(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems with every warning promoted to an error."""
    return tuple(replace(problem, promoted=True) for problem in problems)


def errors_in(problems: Iterable[Problem]) -> int:
    return sum(problem.is_error for problem in problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, or `""` when none is near.

    Two that are equally near are both named, joined by " or ".
    """
    from difflib import SequenceMatcher

    folded = word.casefold()
    scored = sorted(
        ((SequenceMatcher(None, folded, other.casefold()).ratio(), other) for other in set(known)),
        key=lambda pair: (-pair[0], pair[1]),
    )
    if not scored or scored[0][0] < 0.6:
        return ""
    best = scored[0][0]
    return " or ".join(other for score, other in scored if score == best)
