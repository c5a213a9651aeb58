"""The options that commands share, as one value."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from msgspec import Struct

from agora.problems import Problem
from agora.report import FORMATS

ParametersT = ParamSpec("ParametersT")
ResultT = TypeVar("ResultT")


class Options(Struct, frozen=True):
    """What the command line says. Paths are absolute; `now` has its zone, `now_given` is as typed."""

    root: Path
    output: Path
    now: dt.datetime
    now_given: str
    jobs: int
    scheduler: str
    drafts: bool
    strict: bool
    format: str
    use_cache: bool
    quiet: bool
    timings: bool

    @property
    def cache(self) -> Path:
        """The folder for what later builds may reuse, and for the lock."""
        return self.root / ".cache"

    def say(self, sentence: str) -> None:
        """A line for a person, on standard error; `--quiet` silences it."""
        if not self.quiet:
            click.echo(sentence, err=True)

    def print_problems(self, problems: Iterable[Problem]) -> None:
        """The problems in the chosen format, on standard output."""
        text = FORMATS[self.format](problems)
        if text:
            click.echo(text, nl=not text.endswith("\n"))

    def print_timings(self, seconds: dict[str, float]) -> None:
        if self.timings:
            for stage, took in seconds.items():
                click.echo(f"{stage:<10} {took:8.3f} s", err=True)
            click.echo(f"{'total':<10} {sum(seconds.values()):8.3f} s", err=True)


_OPTIONS = (
    click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        help="The folder that holds content/; its templates/ and assets/ overlay the shipped ones.",
    ),
    click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        help="Where the website is written. Default: output/ in the root.",
    ),
    click.option("--now", default=None, help="The one clock, as an ISO date or time."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=None,
        help="At most so many processes. Default: as many as there are processors.",
    ),
    click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        callback=lambda _context, _option, address: scheduler_at(address),
        help="Work on the Dask cluster at tcp://HOST:PORT, which must be a private one.",
    ),
    click.option("--drafts", is_flag=True, help="Publish drafts too."),
    click.option("--strict", is_flag=True, help="Warnings are errors."),
    click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text"),
    click.option("--no-cache", is_flag=True, help="Reuse nothing from earlier builds."),
    click.option("--quiet", is_flag=True, help="No progress and no summary."),
    click.option("--timings", is_flag=True, help="The seconds of each stage."),
)


def common_options(command: Callable[..., ResultT]) -> Callable[..., ResultT]:
    """Give a command the shared options; it gets them as its first argument."""

    @wraps(command)
    def with_options(
        root: Path,
        output: Path | None,
        now: str | None,
        jobs: int | None,
        scheduler: str,
        drafts: bool,
        strict: bool,
        format_: str,
        no_cache: bool,
        quiet: bool,
        timings: bool,
        **more: object,
    ) -> ResultT:
        base = root.resolve()
        options = Options(
            root=base,
            output=Path(os.path.abspath(output)) if output else base / "output",
            now=moment(now, os.environ.get("SOURCE_DATE_EPOCH", "")),
            now_given=now or "",
            jobs=jobs or _processors(),
            scheduler=scheduler,
            drafts=drafts,
            strict=strict,
            format=format_,
            use_cache=not no_cache,
            quiet=quiet,
            timings=timings,
        )
        return command(options, **more)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options


def _processors() -> int:
    """Those that this process may use, where the system says it."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def scheduler_at(address: str) -> str:
    """The address of a Dask scheduler, as typed; "" for none."""
    if address and not re.fullmatch(r"(?:tcp|tls)://[\w.:\[\]-]+:\d{1,5}", address):
        raise click.BadParameter(f"{address!r} is not an address such as tcp://127.0.0.1:8786")
    return address


def moment(now: str | None, epoch: str) -> dt.datetime:
    """The one clock: `--now`, else SOURCE_DATE_EPOCH (seconds), else the current time; in UTC where no
    zone is said."""
    if now is not None:
        try:
            said = dt.datetime.fromisoformat(now)
        except ValueError:
            raise click.BadParameter(
                f"{now!r} is not an ISO date or time, such as 2026-11-23", param_hint="--now"
            ) from None
        return said if said.tzinfo else said.replace(tzinfo=dt.UTC)
    if epoch:
        try:
            return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        except (ValueError, OverflowError, OSError):
            raise click.UsageError(
                f"SOURCE_DATE_EPOCH={epoch!r} is not a number of seconds"
            ) from None
    return dt.datetime.now(dt.UTC)
