"""`check --report` on paper and as JSON: completeness, and what needs a look."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from agora.characters import printable
from agora.completeness import CollectionScore, completeness
from agora.library import Library
from agora.problems import Problem
from agora.report import as_json
from agora.staleness import Look, needs_a_look

_WIDTH = 100


def report_of(library: Library | None, problems: Iterable[Problem], form: str) -> str:
    """What is known of the entries that hold no mistake; as JSON, the problems stand with it. The other
    forms are for machines that read problems only."""
    scores = completeness(library) if library else ()
    looks = needs_a_look(library) if library else ()
    if form == "json":
        return as_json_report(problems, scores, looks)
    return as_text(scores, looks) if form == "text" else ""


def as_text(scores: Iterable[CollectionScore], looks: Iterable[Look]) -> str:
    """Tables for a terminal: collections, entries with what they lack, then what to look at."""
    scores = tuple(scores)
    lines = ["", "Completeness", f"{'collection':<14}{'entries':>8}{'mean':>7}"]
    lines += [f"{c.collection:<14}{c.entries:>8}{c.mean_percent:>6}%" for c in scores]
    lines += ["", f"{'score':>5}  entry, and what it lacks"]
    for score in (score for found in scores for score in found.scores):
        lacking = f": {', '.join(score.lacking)}" if score.lacking else ""
        lines.append(printable(f"{score.percent:>4}%  {score.entry}{lacking}", 2 * _WIDTH))
    looks = tuple(looks)
    lines += ["", f"What needs a look ({len(looks)})"]
    for look in looks:
        place = f"{look.place.path}:{look.place.line}:{look.place.column}"
        lines.append(printable(f"{place}: {look.why}: {look.sentence}", 3 * _WIDTH))
    return "\n".join(lines) + "\n"


def as_json_report(
    problems: Iterable[Problem], scores: Iterable[CollectionScore], looks: Iterable[Look]
) -> str:
    """One object: the problems as `--format json` prints them, `completeness` and `needs_a_look`."""
    whole: dict[str, object] = json.loads(as_json(problems))
    whole["completeness"] = [asdict(score) for score in scores]
    whole["needs_a_look"] = [
        {**asdict(look.place), "why": look.why, "sentence": look.sentence} for look in looks
    ]
    return json.dumps(whole, indent=2) + "\n"
