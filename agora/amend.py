"""An edit of a few entries, made into a finished build: only what reads them is made again.

An amendment begins with the snapshot of an earlier build. It goes through the same stages as a whole build,
each with the edited files alone or with what they may have changed. It knows its limits: where an edit could
reach further than its traces tell (a mistake, another reference, address or state, a heading that is gone),
there is no amendment, and the whole website is made.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from agora.base import Edit
from agora.bodies import KeptBodies, OutlineOf, convert_bodies, converted_bodies, link_bodies
from agora.crew import Crew
from agora.documents import Source
from agora.edits import (
    TooMuch,
    id_at,
    links_after,
    origin_of,
    owners_of,
    put_in_place,
    read_again,
    redated_in,
    refuse,
    refuse_other_scripts,
    refuse_other_shape,
)
from agora.entries import Entry, Validated
from agora.font import scripts_of
from agora.ground import Ground, body_keys_of, heading_characters, undated_in
from agora.history import Dates, read_history
from agora.intact import refuse_broken
from agora.library import Library
from agora.link import Known, judge_references
from agora.load import read_documents
from agora.outputs import Output
from agora.page import Work
from agora.pieces import Kept, Pieces, unpacked
from agora.pipeline import (
    Request,
    judged,
    judging_of,
    presentation_of,
)
from agora.plan import Page
from agora.problems import Problem, errors_in
from agora.rendering import Made, Piece, editions_of, make, make_few, site_files
from agora.sense import Doubts, accepted, doubted_again, sense
from agora.sitemap import SitemapPage
from agora.snapshot import Snapshot, snapshot_after
from agora.store import Store, store_in
from agora.survey import Survey, stands
from agora.timings import Timings
from agora.validate import validate_entries
from agora.views.once import order_stands

WIDE = 300
"""Pieces: an edit that reached so many is not made again with every later one."""
PILED = 100
"""Pieces: the same where more than one file has been edited, of which each later edit makes all again."""
_MANY = 300
"""Pieces: so many are worth a pool of processes."""
_SITEMAP = re.compile(r"sitemap[\w-]*\.xml")


class Amended(Struct, frozen=True):
    """The website after an edit, as far as it is another one: the files that were made, and the paths of
    those that are there no more.

    `rendered` of the `pages` were made. Of the content, the files `read` were. `snapshot` makes one of the
    website where later edits had better begin with that.
    """

    outputs: tuple[Output, ...]
    gone: frozenset[str]
    problems: tuple[Problem, ...]
    entries: int
    pages: int
    rendered: int
    read: frozenset[str]
    snapshot: Callable[[], Snapshot | None] | None


def amend(
    request: Request,
    snapshot: Snapshot,
    former: Mapping[str, Output],
    edit: Edit,
    crew: Crew,
    clock: Timings,
) -> Amended:
    """The website after an edit. The snapshot is used up: its entries become those of the new website.
    `former` are the files of the website before, by path; the request's cache has the store that they lie in.

    Raises `TooMuch`, `Lost` where the store no longer has what the build made, and OSError.
    """
    assert request.cache is not None
    store = store_in(request.cache)
    amended = _amended(request, snapshot.ground, edit, store, crew, clock)
    work, library = amended.work, amended.ground.library
    with clock.stage("render"):
        reached = _begin_with(snapshot, work, amended.touched)
        numbers = sorted(snapshot.readers.of(reached))
        is_wide = len(numbers) >= (WIDE if len(edit.paths) == 1 else min(WIDE, PILED))
        pieces = {number: snapshot.pieces[number] for number in numbers}
        work, asked = replace(work, is_kept=is_wide), tuple(pieces.values())
        if len(asked) < _MANY:
            made = make_few(work, asked, request.jobs, clock)
        else:
            made = make(work, asked, crew, clock)
        listed = _listed(snapshot, pieces, made)
        outputs, gone = _outputs(work, snapshot, made, listed, former)
        refuse_broken(work, snapshot, made, former, gone, outputs)
    after = partial(snapshot_after, snapshot, amended.ground, numbers, made, listed)
    return Amended(
        outputs,
        gone,
        amended.problems,
        entries=len(library.entries),
        pages=snapshot.pages,
        rendered=made.rendered,
        read=amended.read,
        snapshot=after if is_wide else None,
    )


def _begin_with(snapshot: Snapshot, work: Work, touched: frozenset[str]) -> frozenset[str]:
    """Let editions know what stands, and tell what does not: all that an edit has reached, as traces note
    it."""
    entries = work.library.entries
    for language, edition in work.editions.items():
        edition.titles.update(zip(entries.values(), snapshot.titles[language], strict=True))
        for name in touched & entries.keys():
            del edition.titles[entries[name]]
    reached = snapshot.readers.reached(touched, partial(order_stands, work.editions, touched))
    values = snapshot.readers.values.items()
    orders = {name: value for name, value in values if name not in reached}
    for edition in work.editions.values():
        edition.orders.update(orders)
    for name, language in snapshot.extra_pieces:
        pieces = Pieces(partial(_parts_of, snapshot, name, language), reached)
        work.editions[language].pieces[name] = pieces
    return reached


def _parts_of(snapshot: Snapshot, name: str, language: str) -> Kept:
    return unpacked(snapshot.extra_pieces[name, language])


def _listed(
    snapshot: Snapshot, pieces: Mapping[int, Piece], made: Made
) -> Sequence[SitemapPage | None]:
    """What search engines see of each piece; the same object where that is what it was."""
    found = {
        number: made.listed.get(piece.path) if isinstance(piece, Page) else None
        for number, piece in pieces.items()
    }
    if all(snapshot.listed[number] == page for number, page in found.items()):
        return snapshot.listed
    return [found.get(number, page) for number, page in enumerate(snapshot.listed)]


class _Ground(Struct, frozen=True):
    """What was found before anything was rendered: the new ground, what pages are made from, all warnings,
    what has changed, as traces note it, and the files that were read."""

    ground: Ground
    work: Work
    problems: tuple[Problem, ...]
    touched: frozenset[str]
    read: frozenset[str]


def _amended(
    request: Request, ground: Ground, edit: Edit, store: Store, crew: Crew, clock: Timings
) -> _Ground:
    """All stages before the pages. Raises as `amend` does."""
    with clock.stage("load"):
        entries = owners_of(ground, edit.paths)
        source, loading = read_again(request.root, entries, edit.paths)
        dates = read_history(request.root) if edit.has_history else None
        if edit.has_history and dates is None:
            raise TooMuch("the history is gone, and all dates with it")
        redated = redated_in(ground, dates)
    with clock.stage("validate"):
        validated, invalid = validate_entries(source, ground.library.settings)
    with clock.stage("markdown"):
        converting = convert_bodies(source.documents, crew, store)
        _, outline_of, unsafe = converted_bodies(converting, source.documents, clock)
        before = KeptBodies(ground.body_keys, store)
        body_keys = {**ground.body_keys, **body_keys_of(source.documents)}
        bodies = KeptBodies(body_keys, store)
    refuse([*loading, *invalid, *unsafe])
    with clock.stage("link"):
        refuse_other_shape(request, ground, source, validated)
        linked = links_after(ground, source, outline_of, before.outline_of)
        letters = heading_characters(entries)
        reworded, surveyed = put_in_place(ground, entries, validated.entries, source)
        touched = reworded | surveyed | redated
        library = _library(ground, dates)
        refuse(_judged_links(request, ground, source, bodies.outline_of))
    with clock.stage("sense"):
        reach = {entry.id for entry in entries} | (linked ^ ground.linked)
        doubts, doubted = _doubts(request.root, library, ground.doubts, linked, reach)
    with clock.stage("assets"):
        # To ask all entries is to read all of them.
        if scripts_of(heading_characters(entries)) != scripts_of(letters):
            refuse_other_scripts(ground)
        presentation, ugly = presentation_of(request, library, ground.heading_characters)
        with closing(judging_of(request, store)) as judging:
            ugly += judging.mistakes()
    certain = tuple(found for found in ground.certain if found.place.path not in edit.paths)
    told = (*certain, *chain.from_iterable(doubts.values()), *ugly)
    problems = judged(request, accepted(_spoken_of(ground, told), told))
    if errors_in(problems):
        raise TooMuch("warnings are errors")
    with clock.stage("plan"):
        survey = _same_survey(library, ground.survey, surveyed)
        work = Work(editions_of(library, survey, bodies, presentation), presentation, store)
    after = replace(
        ground,
        library=library,
        linked=linked,
        certain=certain,
        doubts=doubts,
        heading_characters=ground.heading_characters | heading_characters(entries),
        body_keys=body_keys,
        undated=ground.undated - {document.path for document in source.documents}
        | undated_in(source.documents),
    )
    read = doubted | {document.path for document in source.documents}
    return _Ground(after, work, problems, touched, read)


def _spoken_of(ground: Ground, problems: Iterable[Problem]) -> Iterator[Entry]:
    """The entries whose files problems speak of."""
    by_id = {entry.id: entry for entry in ground.entries}
    names = {id_at(problem.place.path) for problem in problems}
    return (by_id[name] for name in sorted(names & by_id.keys()))


def _library(ground: Ground, dates: Mapping[str, Dates] | None) -> Library:
    return ground.library if dates is None else dataclasses.replace(ground.library, dates=dates)


def _judged_links(
    request: Request, ground: Ground, source: Source, outline_of: OutlineOf
) -> tuple[Problem, ...]:
    library = ground.library
    everything = Validated(library.settings, ground.entries, frozenset())
    known = Known(everything, library.today, request.drafts)
    _, dangling = judge_references(source, known)
    _, dead = link_bodies(source, known, outline_of)
    return (*dangling, *dead)


def _doubts(
    root: Path, library: Library, before: Doubts, linked: frozenset[str], changed: Set[str]
) -> tuple[Doubts, frozenset[str]]:
    """The warnings of the sense checks, made again where they may be others. Files that these speak of are
    read again, for the lines in them: which ones."""
    again = sorted(doubted_again(library, changed))
    entries = [library.entries[name] for name in again]
    found = sense(library, entries, linked)
    reread: set[str] = set()
    for name in found:
        entry = library.entries[name]
        if entry.document.fields is None:
            read, _ = read_documents(root, [origin_of(entry.document)])
            if not read or read[0].path != entry.document.path:
                raise TooMuch(f"{entry.document.path} cannot be read again")
            entry.documents = {**entry.documents, entry.language: read[0]}
            reread.add(read[0].path)
    found = {**before, **dict.fromkeys(again, ()), **sense(library, entries, linked)}
    return {name: found[name] for name in sorted(found) if found[name]}, frozenset(reread)


def _same_survey(library: Library, before: Survey, changed: frozenset[str]) -> Survey:
    """The survey, which must be what it was: other pages may be planned by it, and all may show it."""
    if changed and not stands(before, library, changed):
        raise TooMuch("the survey of all entries finds something else")
    return before


def _outputs(
    work: Work,
    snapshot: Snapshot,
    made: Made,
    listed: Sequence[SitemapPage | None],
    before: Iterable[str],
) -> tuple[tuple[Output, ...], frozenset[str]]:
    """The files that were made, and the paths of those of the build before that are there no more."""
    new = list(made.outputs(work))
    gone: set[str] = set()
    for extra in made.extras:
        gone.update(snapshot.extra_paths[extra.extra])
        gone.difference_update(extra.files.standing)
    if listed is not snapshot.listed:
        pages = zip(snapshot.pieces, listed, strict=True)
        by_path = {piece.path: page for piece, page in pages if page and isinstance(piece, Page)}
        new += site_files(work.library, by_path)
        gone |= {path for path in before if _SITEMAP.fullmatch(path)}
    return tuple(new), frozenset(gone - {output.path for output in new})
