"""What the options of a command ask for: from what, by whom, and how a website is to be made."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from agora.crew import Crew, Forked
from agora.engine import engine_digest
from agora.history import revision
from agora.inputs import Inputs, inputs_of
from agora.options import Options
from agora.pagefind import Tool

if TYPE_CHECKING:
    from agora.pipeline import Request

PROGRAM = "program"
"""What the folder that this program came in is called among the inputs."""
SHIPPED = Path(__file__).resolve().parent.parent


def inputs_for(
    options: Options,
    preview: bool,
    tool: Tool | None,
    when_edited: Callable[[], None] | None = None,
) -> Inputs:
    """Everything that a build of these options is made from, but for the day. The first file that has been
    edited since the last time is told at once."""
    choices = (
        engine_digest(),
        options.drafts,
        options.strict,
        preview,
        tool and tool.version,
    )
    own = {name: options.root / name for name in ("content", "templates", "assets")}
    shipped = {f"{PROGRAM}/{name}": SHIPPED / name for name in ("agora", "templates", "assets")}
    cache = options.cache if options.use_cache else None
    commit = revision(options.root)
    return inputs_of(own | shipped, tuple(map(str, choices)), commit, cache, when_edited)


def folders_of(options: Options) -> tuple[Path, ...]:
    """The folders that a website is made from: the root's own, and the shipped ones below them."""
    roots = dict.fromkeys((options.root, SHIPPED))
    return (
        options.root / "content",
        *(root / name for root in roots for name in ("templates", "assets")),
    )


def crew_of(options: Options, cache: Path | None = None) -> AbstractContextManager[Crew]:
    """Who does the work that can be spread: processes of this machine, or those of a Dask cluster, which
    lay what they made under `cache` where there is one."""
    if not options.scheduler:
        return nullcontext(Forked(options.jobs))
    from agora.scheduler import cluster

    return cluster(options.scheduler, cache / "cluster" if cache else None)


def request_of(
    options: Options, cache: Path | None, preview: bool, has_texts: bool = False
) -> Request:
    """What the options ask the pipeline for; `cache` is None for a run that keeps nothing."""
    from agora.pipeline import Request

    return Request(
        root=options.root,
        now=options.now,
        drafts=options.drafts,
        strict=options.strict,
        preview=preview,
        has_texts=has_texts,
        cache=cache if options.use_cache else None,
        jobs=options.jobs,
        lets_go=cache is not None,
    )
