"""The command `build`: do nothing, lay what is known, or make the website; then write it and say so."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from agora.amending import Amending, Begun
from agora.aside import Ended, aside
from agora.asked import crew_of, inputs_for, request_of
from agora.base import Base, base_of
from agora.crew import Crew, Following, Forked
from agora.inputs import Inputs
from agora.memo import Remembered, day_in, recall, remember
from agora.options import Options
from agora.pagefind import LEFT_OUT, MISSING, Tool, find_tool
from agora.progress import watching
from agora.recipe import Former, Known, find, note
from agora.report import summary
from agora.store import Lost, Store, store_in
from agora.timings import Timings
from agora.write import Near, Written, look_near, recover, trees_of, write, write_near
from agora.writing.scout import Scout

if TYPE_CHECKING:
    # The stages are imported when something has to be made: they take longer than finding that nothing has.
    from agora.pipeline import Request
    from agora.snapshot import Snapshot


class _Made(Struct, frozen=True):
    """A website that was made, how many of its pages just now, the seconds that each stage took, and the
    store that has noted what was used of it."""

    website: Known
    rendered: int
    seconds: Mapping[str, float]
    store: Store | None


def build_website(options: Options, *, lean: bool, preview: bool) -> bool:
    """Bring the output folder up to date; False where mistakes kept it as it was.

    The caller holds the lock. `lean` leaves the search of texts out.
    """
    recover(root=options.root, output=options.output, cache=options.cache)
    tool = None if preview or lean else find_tool()
    inputs, is_done = _begin(options, lean, preview, tool)
    return is_done or _make(options, preview, inputs, tool)


def _begin(options: Options, lean: bool, preview: bool, tool: Tool | None) -> tuple[Inputs, bool]:
    """What there is to make a website from, and whether that is done: nothing has changed, the website is
    known, or it is an earlier one but for a few edits."""
    amends = closing(Amending(options, preview, tool is not None))
    with _scout(options, options.jobs) as scout, amends as amending:
        website, spare = trees_of(root=options.root, output=options.output, cache=options.cache)
        if options.use_cache:
            scout.watch(website)

        def make_ready() -> None:
            scout.watch(spare)
            amending.make_ready()

        inputs = inputs_for(options, preview, tool, make_ready if options.use_cache else None)
        last = recall(options.cache, options.output) if options.use_cache else None
        if last and last.is_current(inputs.digest, options.now, partial(scout.state, website)):
            _tell_unchanged(options, last)
            scout.keep()
            return inputs, True
        if tool is None and not preview:
            options.say(LEFT_OUT if lean else MISSING)
        if options.use_cache:
            scout.watch(spare)
            if _lay_known(options, inputs, scout):
                return inputs, True
            if _amend(options, inputs, tool, scout, amending, last):
                return inputs, True
    return inputs, False


def _scout(options: Options, jobs: int) -> Scout:
    """Who walks the trees; with one job, when it is asked."""
    return Scout(jobs, options.cache / "listings" if options.use_cache else None)


def _make(options: Options, preview: bool, inputs: Inputs, tool: Tool | None) -> bool:
    """The whole website; False where mistakes are in the way."""
    from agora.pickled import without_collector

    request = request_of(options, options.cache, preview, has_texts=tool is not None)
    with without_collector():
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
    stands = inputs.still_stand()
    base = base_of(inputs, day_in(options.now, done.zone), options.cache, options.output)
    # One process keeps the snapshot, and more help to write when it has ended.
    jobs = options.jobs if done.store and stands else 1
    with closing(aside(partial(_keep, base, partial(snapshot_of, done)), jobs)) as keeping:
        kept = keeping.ask(_kept) if done.store and stands else None

        def settle() -> bool:
            if kept:
                kept()
            return stands

        website = Known(done.outputs, done.problems, done.entries, done.pages, done.zone)
        made = _Made(website, done.rendered, done.timings, done.store)
        laying = partial(write, walker=_scout(options, 1))
        layers = Following(options.jobs, keeping.is_over)
        _finish(options, inputs, made, tool, settle, partial(_write, options, laying, crew=layers))
    if done.store:
        done.store.drop_unused()
    return True


def _amend(
    options: Options,
    inputs: Inputs,
    tool: Tool | None,
    scout: Scout,
    amending: Amending,
    last: Remembered | None,
) -> bool:
    """The website of an earlier build with what has been edited since; False where that is too much."""
    begun = amending.amend(inputs)
    if begun is None:
        return False
    with suppress(Lost, Ended):
        store = store_in(options.cache)
        # An index of texts is made of all of them.
        near = _near(options, store, scout, begun, last) if last and tool is None else None
        scout.keep()
        former = () if near else begun.outputs(store)
        amendment = begun.amended()
        if amendment is None:
            return False
        if near:
            near = near.with_paths(amendment.rows.keys() | amendment.gone)
            # What later edits begin with is noted whole.
            is_whole = amendment.is_base
            former = begun.outputs(store) if is_whole else begun.outputs_at(store, near.paths)
        website = amendment.made_into(former, begun.zone, store)
        made = _Made(website, amendment.rendered, amendment.seconds, store)
        settle = amending.settle(inputs, day_in(options.now, begun.zone))
        on = None if amendment.is_base else Former(begun.base.inputs, begun.files, former)
        laying = partial(write, walker=scout) if near is None else partial(write_near, near)
        _finish(options, inputs, made, tool, settle, partial(_write, options, laying), on)
        return True
    return False


def _near(
    options: Options, store: Store, scout: Scout, begun: Begun, last: Remembered
) -> Near | None:
    """The generations on the disk, where these are so near to the base that only what differs need be
    written. The spare one is brought up to date while the edit is made."""
    apart = begun.paths_apart(store, last.inputs, last.today)
    if apart is None:
        return None
    near = look_near(
        scout,
        last.outputs,
        frozenset(last.trees),
        root=options.root,
        output=options.output,
        cache=options.cache,
    )
    if near is None:
        return None
    if near.is_behind:
        try:
            near = near.caught_up(begun.outputs(store), options.root, options.jobs)
        except (OSError, Ended):  # nothing is left of the spare one
            return None
    return near.with_paths(apart)


def _finish(
    options: Options,
    inputs: Inputs,
    made: _Made,
    tool: Tool | None,
    settle: Callable[[], bool],
    write: Callable[[Known], Written],
    on: Former | None = None,
) -> None:
    """Write what was made, and keep what later builds begin with where the inputs stand (`settle` tells, when
    all else is kept). Raises `Lost` before it tells anything."""
    website = made.website
    with watching(options.quiet) as watcher:
        clock = Timings(watcher)
        if tool is not None:
            from agora.fulltext import index_texts

            with clock.stage("search"):
                folder, reuse, jobs = options.cache / "search", options.use_cache, options.jobs
                texts = index_texts(tool, website.outputs, folder, reuse=reuse, jobs=jobs)
                website = replace(website, outputs=(*website.outputs, *texts))
        with clock.stage("write"):
            written = write(website)
        with clock.stage("remember"):
            if settle() and website.is_copied_from(inputs.files, written.copied):
                _remember(options, inputs, website, written)
                if made.store:
                    note(made.store, inputs, day_in(options.now, website.zone), website, on)
    options.print_problems(website.problems)
    seconds = {**made.seconds, **clock.seconds}
    options.print_timings(seconds)
    _tell_written(options, website, written, made.rendered, sum(seconds.values()))


def _keep(base: Base, snapshot: Callable[[], Snapshot | None]) -> None:
    from agora.snapshot_file import save_snapshot

    found = snapshot()
    if found is not None:
        save_snapshot(base, found)


def _kept(_: None) -> None:
    """To be asked for where it has to be kept by now."""


def _lay_known(options: Options, inputs: Inputs, scout: Scout) -> bool:
    """Lay a website that was made before from the same inputs; False where there is none, or not whole."""
    started = time.perf_counter()
    try:
        website = find(store_in(options.cache), inputs.digest, options.now)
        if website is None:
            return False
        written = _write(options, partial(write, walker=scout), website)
    except Lost:
        return False
    if website.is_copied_from(inputs.files, written.copied):
        _remember(options, inputs, website, written)
    options.print_problems(website.problems)
    _tell_written(options, website, written, 0, time.perf_counter() - started)
    return True


def _write(
    options: Options, laying: Callable[..., Written], website: Known, crew: Crew | None = None
) -> Written:
    """Write the outputs by one of the ways of `agora.write`, and by that crew, otherwise all processes."""
    return laying(
        website.outputs,
        root=options.root,
        output=options.output,
        cache=options.cache,
        crew=crew or Forked(options.jobs),
    )


def _remember(options: Options, inputs: Inputs, website: Known, written: Written) -> None:
    """What the website was made from, where that is known for certain."""
    cache, output = options.cache, options.output
    made = Remembered(
        inputs=inputs.digest,
        zone=website.zone,
        today=day_in(options.now, website.zone),
        outputs=written.state,
        problems=website.problems,
        entries=website.entries,
        pages=website.pages,
    )
    remember(cache, output, made.after(recall(cache, output), is_alone=not written.foreign))


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
