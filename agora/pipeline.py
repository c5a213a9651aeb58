"""The whole program: load → validate → link → plan → render. Writing is the caller's next step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from agora.addresses import href
from agora.assets import load_assets
from agora.bodies import convert_bodies, converted_bodies, link_bodies
from agora.crew import Crew, Forked
from agora.documents import NoMarketplace, Source
from agora.ground import Ground, body_keys_of, heading_characters, undated_in
from agora.history import Dates, read_history
from agora.judging import Judging
from agora.library import Library
from agora.link import Known, link
from agora.load import Loading
from agora.model import Marketplace
from agora.outputs import Output
from agora.page import Presentation, Work
from agora.plan import Page, claims, clashes, plan
from agora.problems import Place, Problem, errors_in, in_order, strictly
from agora.render import Renderer
from agora.rendering import Made, Piece, editions_of, render_website
from agora.sense import accepted, sense, unsure_of
from agora.store import Store, store_in
from agora.survey import Survey, survey
from agora.texts import load_texts
from agora.timings import Timings
from agora.validate import validate

NO_HISTORY = "no-history"
"""The code of the warning that files have no dates."""
SHIPPED = Path(__file__).resolve().parent.parent


class Request(Struct, frozen=True):
    """What to build. `root` holds `content/`, and maybe `templates/` and `assets/` of its own.

    `now` is the one clock, with its zone. `cache` is the folder for what later builds may reuse, None
    for none. `preview` makes pages for an editor's own machine. `jobs` is the most processes at once.
    `has_texts` tells the search page that an index of the texts will stand beside it. Who `lets_go` wants
    the pages, and not to know from the library where something is written.
    """

    root: Path
    now: dt.datetime
    drafts: bool = False
    strict: bool = False
    preview: bool = False
    cache: Path | None = None
    jobs: int = 1
    has_texts: bool = False
    lets_go: bool = False


class Build(Struct, frozen=True):
    """A finished run, in memory; there are no `outputs` where a problem is an error.

    `rendered` of the `pages` were made by this run, the others were known. `library` holds the entries
    without mistakes; None where the settings cannot be read. `store` has noted what was used of it.
    `ground` is what the pages stand on, `made` what was made of the `pieces`, None where anything is wrong
    with that.
    """

    problems: tuple[Problem, ...]
    outputs: tuple[Output, ...] = ()
    entries: int = 0
    pages: int = 0
    rendered: int = 0
    zone: str = "UTC"
    timings: Mapping[str, float] = field(default_factory=dict)
    library: Library | None = None
    store: Store | None = None
    ground: Ground | None = None
    pieces: tuple[Piece, ...] = ()
    made: Made | None = None

    @property
    def is_sound(self) -> bool:
        return not errors_in(self.problems)


class Prepared(Struct, frozen=True):
    """All that pages are made from, and what is wrong with it; without an error there are `pages`.

    `problems` are without the warnings that entries accept.
    """

    library: Library
    problems: tuple[Problem, ...]
    ground: Ground | None = None
    work: Work | None = None
    pages: tuple[Page, ...] = ()


def build(request: Request, crew: Crew | None = None, clock: Timings | None = None) -> Build:
    """Everything from content to outputs, in memory.

    `crew` does the work that is spread, otherwise processes of this machine.
    Raises `NoMarketplace`, and OSError where the surroundings fail.
    """
    crew = crew or Forked(request.jobs)
    clock = clock or Timings()
    prepared = prepare(request, crew, clock)
    library, work = prepared.library, prepared.work
    if work is None:
        return _stopped(request, prepared, clock)
    if request.lets_go and prepared.ground:
        prepared.ground.let_go()
    with clock.stage("render"):
        website = render_website(work, prepared.pages, crew, clock)
    problems = judged(request, (*prepared.problems, *website.problems))
    return Build(
        problems,
        outputs=() if errors_in(problems) else website.outputs,
        entries=len(library.entries),
        pages=len(prepared.pages),
        rendered=website.made.rendered,
        zone=library.marketplace.timezone,
        timings=clock.seconds,
        library=library,
        store=work.store,
        ground=prepared.ground,
        pieces=website.pieces,
        made=None if website.problems else website.made,
    )


def prepare(request: Request, crew: Crew, clock: Timings) -> Prepared:
    """Everything up to the plan: what is rendered, and from what. Raises as `build` does."""
    store = store_in(request.cache) if request.cache else None
    # Templates are judged, and bodies converted, while files are read and all is done that needs neither.
    with clock.stage("load"):
        judging = judging_of(request, store)
        reading = Loading(request.root)
        converting = convert_bodies(reading.documents(), crew, store)
    with closing(judging), closing(converting):
        with clock.stage("load"):
            source, loading = reading.source()
            if not source.marketplace and not errors_in(loading):
                raise NoMarketplace(f"{request.root} holds no content/marketplace.yaml")
            dates, undated = _dates(request.root, source)
        with clock.stage("validate"):
            validated, invalid = validate(source)
        with clock.stage("link"):
            today = day_of(request.now, validated.settings)
            known = Known(validated, today, request.drafts)
            library, dangling = link(source, validated, known, today=today, dates=dates)
        with clock.stage("assets"):
            characters = heading_characters(library.entries.values())
            presentation, ugly = presentation_of(request, library, characters)
        planned = None
        if not errors_in((*loading, *invalid, *dangling)) and library.entries:
            with clock.stage("plan"):
                planned = _planned(library, presentation)
        with clock.stage("markdown"):
            bodies, outline_of, unsafe = converted_bodies(converting, source.documents, clock)
        with clock.stage("assets"):
            ugly += judging.mistakes()
    with clock.stage("link"):
        linked, dead = link_bodies(source, known, outline_of)
    with clock.stage("sense"):
        mentioned, unsure = unsure_of(source, validated, dangling)
        live = library.entries.values() if library.settings else ()
        doubts = sense(library, live, linked | mentioned, unsure)
    certain = (*loading, *undated, *invalid, *unsafe, *dangling, *dead)
    told = (*certain, *chain.from_iterable(doubts.values()), *ugly)
    found = accepted(validated.entries, told)
    if errors_in(found) or planned is None:
        return Prepared(library, found)
    if planned.clashing:
        return Prepared(library, (*found, *planned.clashing))
    ground = Ground(
        library=library,
        entries=validated.entries,
        survey=planned.survey,
        linked=linked,
        certain=certain,
        doubts=doubts,
        heading_characters=characters,
        body_keys=body_keys_of(source.documents),
        undated=undated_in(source.documents),
    )
    editions = editions_of(library, planned.survey, bodies, presentation)
    base_path = library.marketplace.base_path
    addresses = frozenset(href(base_path, page.address) for page in planned.pages)
    work = Work(editions, presentation, store, addresses)
    return Prepared(library, found, ground, work, planned.pages)


class _Planned(NamedTuple):
    """The pages of a website, and which of them claim the same address."""

    survey: Survey
    pages: tuple[Page, ...]
    clashing: tuple[Problem, ...]


def _planned(library: Library, presentation: Presentation) -> _Planned:
    surveyed = survey(library)
    pages = plan(library, surveyed)
    assets = [output.path for output in presentation.assets.outputs]
    return _Planned(surveyed, pages, clashes(claims(library, pages, assets)))


def _stopped(request: Request, prepared: Prepared, clock: Timings) -> Build:
    """A run that ends before any page is made."""
    found, library = list(prepared.problems), prepared.library
    if not errors_in(found):
        place = Place("content/marketplace.yaml")
        found.append(Problem(place, "nothing-to-publish", "there is no entry to publish"))
    known = library if library.settings else None
    problems = judged(request, found)
    return Build(problems, entries=len(library.entries), timings=clock.seconds, library=known)


def judged(request: Request, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return in_order(strictly(problems) if request.strict else problems)


def day_of(now: dt.datetime, settings_by_language: Mapping[str, Marketplace]) -> dt.date:
    """The day that it is in the marketplace's time zone."""
    settings = next(iter(settings_by_language.values()), None)
    return now.astimezone(settings.zone if settings else dt.UTC).date()


def _dates(root: Path, source: Source) -> tuple[Mapping[str, Dates], tuple[Problem, ...]]:
    """When files changed; one warning for all where that is not known."""
    dates = read_history(root)
    if dates is not None:
        return dates, ()
    undated = undated_in(source.documents)
    if not undated:
        return {}, ()
    message = f"the dates of last change of {len(undated)} files are not known: no git history"
    hint = "fetch the whole history (git fetch --unshallow), or set updated in the entries"
    return {}, (Problem(Place("content/marketplace.yaml"), NO_HISTORY, message, hint),)


def judging_of(request: Request, store: Store | None) -> Judging:
    """Who finds what is wrong with the templates."""
    return Judging(_templates_of(request), store, _bytecode_of(request), request.jobs)


def _templates_of(request: Request) -> tuple[Path, ...]:
    return tuple(root / "templates" for root in _roots_of(request))


def _bytecode_of(request: Request) -> Path | None:
    return request.cache / "templates" if request.cache else None


def _roots_of(request: Request) -> tuple[Path, ...]:
    """The root's own files overlay the shipped ones."""
    return tuple(dict.fromkeys((request.root.resolve(), SHIPPED)))


def presentation_of(
    request: Request, library: Library, characters: frozenset[str]
) -> tuple[Presentation, tuple[Problem, ...]]:
    """Templates, assets and interface texts; the root's own files overlay the shipped ones. `characters` are
    those of headings."""
    languages = library.languages if library.settings else ("en",)
    texts, untranslated = load_texts(languages)
    folders = tuple(root / "assets" for root in _roots_of(request) if (root / "assets").is_dir())
    assets, unusable = load_assets(folders, characters)
    renderer = Renderer(_templates_of(request), texts, _bytecode_of(request))
    presentation = Presentation(renderer, assets, texts, request.preview, request.has_texts)
    return presentation, (*untranslated, *unusable)
