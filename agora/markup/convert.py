"""The stage: a body in, safe HTML and its problems out."""

from __future__ import annotations

from functools import partial

from agora.documents import Body
from agora.markup import limits
from agora.markup.marks import mark
from agora.markup.rendered import Rendered
from agora.problems import Problem

CPU_LIMIT_SECONDS = 2.0


def convert(
    body: Body, path: str, *, cpu_limit_seconds: float = CPU_LIMIT_SECONDS
) -> tuple[Rendered, tuple[Problem, ...]]:
    """The body as safe HTML, its links and pictures, and every mistake at its place.

    A function of its arguments alone. What is refused stands in the HTML as text or not at all; a body
    over a limit has no HTML. A plain body is written at once. For others, outside a process's main
    thread, the work is done by a helper process, because only a main thread can be stopped in time.
    """
    # Here and below: heavy, and not needed where all bodies are remembered.
    from agora.markup import plain

    rendered = plain.rendered_plainly(body, path)
    if rendered is not None:
        return rendered, ()
    if not limits.in_main_thread():
        return limits.in_helper_process(
            partial(convert, body, path, cpu_limit_seconds=cpu_limit_seconds)
        )
    from agora.markup import conversion

    text, marks = mark(body, path)
    try:
        with limits.cpu_limit(cpu_limit_seconds):
            return conversion.html_and_problems(text, marks)
    except limits.TooComplex as limit:
        excess = str(limit)
    except RecursionError:
        excess = "is nested too deeply"
    conversion.converter.cache_clear()  # it was left in the middle of its work
    hint = "look for long rows of brackets or signs, and split the text"
    return Rendered(), (Problem(marks.start, "body-too-complex", f"this text {excess}", hint),)
