"""The command `build`: do nothing, lay what is known, or make the website; then write it and say so."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from agora.asked import crew_of, inputs_for, request_of
from agora.base import Base, base_of, edited, find_base
from agora.crew import Crew, Forked, beside
from agora.history import read_history
from agora.inputs import Inputs
from agora.memo import Remembered, day_in, recall, remember
from agora.options import Options
from agora.pagefind import LEFT_OUT, MISSING, Tool, find_tool
from agora.problems import in_order
from agora.progress import watching
from agora.recipe import Former, Known, files_of, find, find_on, note
from agora.report import summary
from agora.store import Lost, Store, store_in
from agora.timings import Timings
from agora.write import Written, recover, trees_of, write
from agora.writing.looks import Walk, seen_in
from agora.writing.scout import Scout

if TYPE_CHECKING:
    # The stages are imported when something has to be made: they take longer than finding that nothing has.
    from agora.edits import Edit
    from agora.explain import Explanation
    from agora.pipeline import Build, Request
    from agora.snapshot import Snapshot


def build_website(options: Options, *, lean: bool, preview: bool) -> bool:
    """Bring the output folder up to date; False where mistakes kept it as it was.

    The caller holds the lock. `lean` leaves the search of texts out.
    """
    recover(root=options.root, output=options.output, cache=options.cache)
    tool = None if preview or lean else find_tool()
    with Scout(options.jobs) as scout:
        website, spare = trees_of(root=options.root, output=options.output, cache=options.cache)
        if options.use_cache:
            scout.send(website)
        inputs = inputs_for(options, preview, tool)
        last = recall(options.cache, options.output) if options.use_cache else None
        if last and last.is_current(inputs.digest, options.now, partial(scout.state, website)):
            _tell_unchanged(options, last)
            return True
        if tool is None and not preview:
            options.say(LEFT_OUT if lean else MISSING)
        if options.use_cache:
            scout.send(spare)
            if _lay_known(options, inputs, scout) or _amend(options, preview, inputs, tool, scout):
                return True
    return _make(options, preview, inputs, tool)


def explain_page(options: Options, address: str) -> Explanation | None:
    """Why the page at an address is as it is; None where mistakes in the content are in the way.

    The caller holds the lock. Raises `UnknownAddress`.
    """
    try:
        return _explained(options, address, options.cache)
    except Lost:
        return _explained(options, address, None)


def _explained(options: Options, address: str, cache: Path | None) -> Explanation | None:
    from agora.explain import explain
    from agora.pipeline import prepare

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


def _make(options: Options, preview: bool, inputs: Inputs, tool: Tool | None) -> bool:
    """The whole website; False where mistakes are in the way."""
    request = request_of(options, options.cache, preview, has_texts=tool is not None)
    try:
        return _made(options, request, inputs, tool)
    except Lost:
        # The store has let go of what it was given: without it, all is held in memory.
        store_in(options.cache).forget()
        return _made(options, replace(request, cache=None), inputs, tool)


def _made(options: Options, request: Request, inputs: Inputs, tool: Tool | None) -> bool:
    from agora.pipeline import build
    from agora.snapshot import snapshot_of

    with crew_of(options, options.cache) as crew, watching(options.quiet) as watcher:
        done = build(request, crew, Timings(watcher))
    if not done.is_sound:
        options.print_problems(done.problems)
        options.say(f"{summary(done.problems)}; nothing under {options.output} has changed")
        return False
    _finish(options, inputs, done, tool, partial(snapshot_of, done))
    if done.store:
        done.store.drop_unused()
    return True


def _amend(
    options: Options, preview: bool, inputs: Inputs, tool: Tool | None, scout: Scout
) -> bool:
    """The website of an earlier build with what has been edited since; False where that is too much."""
    store = store_in(options.cache)
    base = find_base(options.cache, options.output)
    found = _edit_since(options, base, inputs, store) if base else None
    if base is None or found is None:
        return False
    edit, former = found
    from agora.amend import amend
    from agora.edits import TooMuch
    from agora.snapshot import load_snapshot

    request = request_of(options, options.cache, preview, has_texts=tool is not None)
    with suppress(TooMuch, Lost):
        with watching(options.quiet) as watcher:
            clock = Timings(watcher)
            with clock.stage("recall"):
                snapshot = load_snapshot(base)
            if snapshot is None:
                return False
            with crew_of(options, options.cache) as crew:
                done = amend(request, snapshot, edit, store, crew, clock)
        # What later edits begin with is noted whole.
        on = None if done.snapshot else former
        _finish(options, inputs, done.build, tool, done.snapshot, on, scout.seen)
        return True
    return False


def _edit_since(
    options: Options, base: Base, inputs: Inputs, store: Store
) -> tuple[Edit, Former] | None:
    """What has changed since a build, on the same day, with what that build left; None where that is more
    than files of the content and the dates of a whole history."""
    if base.choices != inputs.choices:
        return None
    files = files_of(store, base.inputs)
    paths = edited(files, inputs.files)
    if paths is None:
        return None
    with suppress(Lost):
        website = find_on(store, base.inputs, base.today)
        if website is None or base.today != day_in(options.now, website.zone):
            return None
        has_moved = base.revision != inputs.revision
        dates = read_history(options.root) if has_moved else None
        if has_moved and dates is None:
            return None
        from agora.edits import Edit

        edit = Edit(paths, dates, website.outputs)
        return edit, Former(base.inputs, files, website.outputs)
    return None


def _finish(
    options: Options,
    inputs: Inputs,
    done: Build,
    tool: Tool | None,
    snapshot: Callable[[], Snapshot | None] | None,
    on: Former | None = None,
    walk: Walk = seen_in,
) -> None:
    """Write what was made, and keep what later builds begin with. Raises `Lost` before it tells anything."""
    # Saved while it was made: the website stands, and the next build looks again.
    can_remember = inputs.still_stand()
    today = day_in(options.now, done.zone)
    base = base_of(inputs, today, options.cache, options.output)
    others = options.jobs if done.store and can_remember and snapshot else 1
    with watching(options.quiet) as watcher, beside(partial(_keep, base, snapshot), others) as keep:
        clock = Timings(watcher)
        if tool is not None:
            from agora.fulltext import with_texts

            with clock.stage("search"):
                folder, reuse, jobs = options.cache / "search", options.use_cache, options.jobs
                done = with_texts(done, tool, folder, reuse=reuse, jobs=jobs)
        website = Known(done.outputs, done.problems, done.entries, done.pages, done.zone)
        with clock.stage("write"):
            # One process keeps the snapshot: each has its own copy of what it looks at.
            layers = options.jobs - 1 if others > 1 else options.jobs
            known = inputs if can_remember else None
            written = _publish(options, website, known, walk, Forked(layers))
        if done.store and can_remember:
            with clock.stage("remember"):
                note(done.store, inputs, today, website, on)
                keep()
    options.print_problems(done.problems)
    seconds = {**done.timings, **clock.seconds}
    options.print_timings(seconds)
    _tell_written(options, website, written, done.rendered, sum(seconds.values()))


def _keep(base: Base, snapshot: Callable[[], Snapshot | None] | None) -> None:
    from agora.snapshot import save_snapshot

    found = snapshot() if snapshot else None
    if found is not None:
        save_snapshot(base, found)


def _lay_known(options: Options, inputs: Inputs, scout: Scout) -> bool:
    """Lay a website that was made before from the same inputs; False where there is none, or not whole."""
    started = time.perf_counter()
    try:
        website = find(store_in(options.cache), inputs.digest, options.now)
        if website is None:
            return False
        written = _publish(options, website, inputs, scout.seen, Forked(options.jobs))
    except Lost:
        return False
    options.print_problems(website.problems)
    _tell_written(options, website, written, 0, time.perf_counter() - started)
    return True


def _publish(
    options: Options, website: Known, inputs: Inputs | None, walk: Walk, crew: Crew
) -> Written:
    """Write the website, and remember what it was made from, where that is known for certain."""
    root, output, cache = options.root, options.output, options.cache
    written = write(website.outputs, root=root, output=output, cache=cache, walk=walk, crew=crew)
    if inputs is None:
        return written
    last = recall(cache, output)
    made = Remembered(
        inputs=inputs.digest,
        zone=website.zone,
        today=day_in(options.now, website.zone),
        outputs=written.state,
        problems=website.problems,
        entries=website.entries,
        pages=website.pages,
        before=_before(last, inputs),
    )
    remember(cache, output, made)
    return written


def _before(last: Remembered | None, inputs: Inputs) -> tuple[str, str]:
    """The inputs and the day of the build that stood there before this one."""
    if last is None:
        return "", ""
    return last.before if last.inputs == inputs.digest else (last.inputs, last.today)


def _tell_unchanged(options: Options, last: Remembered) -> None:
    options.print_problems(last.problems)
    told = f"{summary(last.problems)}: {last.entries} entries, {last.pages} pages"
    options.say(f"{told}; nothing has changed")


def _tell_written(
    options: Options, website: Known, written: Written, rendered: int, seconds: float
) -> None:
    for path in written.foreign:
        options.say(f"not ours, left in place: {options.output / path}")
    changed = len(written.files_written)
    options.say(
        f"{summary(website.problems)}: {website.entries} entries, {website.pages} pages "
        f"({rendered} rendered) in {seconds:.1f} s; "
        f"{changed} files written, {written.files_unchanged} unchanged, "
        f"{len(written.files_removed)} removed"
    )
