"""An explanation as text for a person, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from agora.explain import Explanation, Reason

SHOWN = 40
"""How many files a person is shown; JSON holds all."""


def report_of(found: Explanation, form: str) -> str:
    """The whole text, with a line break at its end."""
    if form == "json":
        return json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n"
    lines = [f"{found.address} is made by {found.template}", ""]
    lines += [_last(found.last), *_listed(found.last)]
    lines += [_next(found.next), *_listed(found.next), ""]
    lines += [f"Made from {len(found.files)} files:", *_names(found.files)]
    return "\n".join(lines) + "\n"


def _last(reason: Reason | None) -> str:
    if reason is None:
        return "No build that made it is remembered."
    return {
        "new": "The last build made it: no build before is remembered, or it was not there.",
        "kept": "The last build kept it from the build before: nothing that it shows had changed.",
        "changed": "The last build made it anew, because of",
    }[reason.state]


def _next(reason: Reason) -> str:
    return {
        "new": "A build now makes it.",
        "kept": "A build now keeps it: nothing that it shows has changed since.",
        "changed": "A build now makes it anew, because of",
    }[reason.state]


def _listed(reason: Reason | None) -> list[str]:
    if reason is None or reason.state != "changed":
        return []
    return _names(reason.because) or ["  the day, or an option of the build"]


def _names(files: tuple[str, ...]) -> list[str]:
    more = len(files) - SHOWN
    shown = [f"  {name}" for name in files[:SHOWN]]
    return [*shown, f"  and {more} more"] if more > 0 else shown
