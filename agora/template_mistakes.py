"""What is wrong with a template, in words for whoever wrote it."""

from __future__ import annotations

import re

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

from agora.problems import Place, Problem


def pointed(path: str, line: int, source: str, word: str) -> Place:
    """The place of `word` in a line of the template, or the first sign of that line."""
    lines = source.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) if word else None
    return Place(path, line, 1 + (found.start() if found else len(text) - len(text.lstrip())))


def word_in(mistake: BaseException) -> str:
    """The name that a message of Jinja or Python quotes last ("… has no attribute 'titel'")."""
    if isinstance(mistake, TemplateNotFound):
        return str(mistake.name)
    quoted: list[str] = re.findall(r"'([^']+)'", str(mistake))
    return quoted[-1] if quoted else ""


def template_problem(place: Place, mistake: BaseException, subject: str) -> Problem:
    """What went wrong while the page of `subject` was made, or while templates were read ("")."""
    if isinstance(mistake, TemplateNotFound):
        return missing_template(place, str(mistake.name), subject)
    return Problem(
        place, "template-error", _sentence(mistake) + _rendering(subject), _hint(mistake)
    )


def _sentence(mistake: BaseException) -> str:
    match mistake:
        case TemplateSyntaxError():
            return f"The template cannot be read: {mistake.message}"
        case UnicodeDecodeError():
            return "The template is not UTF-8"
        case RecursionError():
            return "The template calls itself without end"
        case UndefinedError():
            view = re.sub(r"'(?:[\w.]+\.)?(\w+) object'", r"\1", mistake.message or "")
            return f"The template names something that its view does not have: {view}"
    return f"The template cannot be worked out: {mistake}"


def _hint(mistake: BaseException) -> str:
    if isinstance(mistake, UndefinedError):
        return (
            "The first line of the template names its view; agora/views/pages.py lists its fields."
        )
    return ""


def _rendering(subject: str) -> str:
    return f", in the page of {subject}." if subject else "."


def missing_template(place: Place, name: str, subject: str) -> Problem:
    """A template is named, at that place, that is not there."""
    return Problem(
        place,
        "template-error",
        f'There is no template "{name}"' + _rendering(subject),
        "Names are relative to the folder templates/, such as partials/header.html.",
    )


def computed_name(place: Place) -> Problem:
    """A name that only shows when a page is made: what a page is made from would not be known before."""
    return Problem(
        place,
        "template-error",
        "The name of another template is computed.",
        'Write it out in quotes, such as {% include "partials/header.html" %}.',
    )
