"""The command `explain`: everything up to the plan, as a build does it, and then one page."""

from __future__ import annotations

from pathlib import Path

from agora.asked import crew_of, inputs_for, request_of
from agora.explain import Explanation, explain
from agora.memo import recall
from agora.options import Options
from agora.pagefind import find_tool
from agora.pipeline import prepare
from agora.problems import in_order
from agora.report import summary
from agora.store import Lost
from agora.timings import Timings


def explain_page(options: Options, address: str) -> Explanation | None:
    """Why the page at an address is as it is; None where mistakes in the content are in the way.

    The caller holds the lock. Raises `UnknownAddress`.
    """
    try:
        return _explained(options, address, options.cache)
    except Lost:
        return _explained(options, address, None)


def _explained(options: Options, address: str, cache: Path | None) -> Explanation | None:
    tool = find_tool()
    request = request_of(options, cache, preview=False, has_texts=tool is not None)
    with crew_of(options, cache) as crew:
        prepared = prepare(request, crew, Timings())
    if prepared.work is None:
        options.print_problems(in_order(prepared.problems))
        options.say(f"{summary(prepared.problems)}; mend them first")
        return None
    last = recall(options.cache, options.output) if options.use_cache else None
    inputs = inputs_for(options, False, tool)
    return explain(prepared.work, prepared.pages, address, prepared.work.store, last, inputs)
