"""`python -m bench`: measure this engine beside others, and print the table."""

from __future__ import annotations

import datetime as dt
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from agora import __version__
from bench.cases import CASES
from bench.engines import OWN_CASES, PROJECT, Engine, engines, website
from bench.marketplace import Marketplace, marketplace
from bench.measure import Run, run
from bench.report import Measured, own_table, page, table

LARGE = 20_000
"""From so many sites on, only this engine and Hugo run, and few cases: the others would take all day."""
LARGE_ENGINES = ("agora", "hugo")
LARGE_CASES = ("cold", "nothing")


@click.command()
@click.option("--sites", "sizes", multiple=True, type=int, default=(1_000,), show_default=True)
@click.option("--engine", "chosen", multiple=True, help="Only these; by default all that are here.")
@click.option("--case", "cases", multiple=True, type=click.Choice(list(CASES)), help="Only these.")
@click.option("--runs", default=3, show_default=True, help="Runs of each case.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("/dev/shm"))
@click.option("--website", "is_own", is_flag=True, help="This project's own website, too.")
@click.option("--write", is_flag=True, help="Write docs/benchmarks.md.")
def main(
    sizes: Sequence[int],
    chosen: Sequence[str],
    cases: Sequence[str],
    runs: int,
    folder: Path,
    is_own: bool,
    write: bool,
) -> None:
    """Build the same marketplace with each engine, case by case, in turn."""
    here = engines(PROJECT / ".cache" / "bench")
    unknown = set(chosen) - here.keys()
    if unknown:
        raise click.UsageError(f"not here: {', '.join(sorted(unknown))}")
    wanted = [here[name] for name in chosen or here]
    base = folder if folder.is_dir() else Path(tempfile.gettempdir())
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="agora-bench-", dir=base) as place:
        for sites in sizes:
            asked = {
                case: some
                for case in cases or CASES
                if (some := [one for one in wanted if _is_asked(one.name, case, sites)])
            }
            if asked:
                found += _measured(marketplace(sites), asked, runs, Path(place))
        own = []
        if is_own:
            asked = {case: [website()] for case in OWN_CASES}
            own = _measured(Marketplace((), (), (), ()), asked, runs, Path(place))
    rows, own_rows = table(found), own_table(own) if own else ""
    click.echo("\n".join((rows, own_rows)) if own_rows else rows)
    if write:
        command = "python -m bench " + " ".join(sys.argv[1:])
        today = dt.datetime.now(dt.UTC).date().isoformat()
        text = page(rows, own_rows, _versions(wanted), today, command, runs)
        (PROJECT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


def _is_asked(engine: str, case: str, sites: int) -> bool:
    """Whether an engine runs in a case of that size."""
    return sites < LARGE or (engine in LARGE_ENGINES and case in LARGE_CASES)


def _measured(
    market: Marketplace, asked: Mapping[str, Sequence[Engine]], runs: int, place: Path
) -> list[Measured]:
    """Cases of one size; the engines of each take turns, so that a busy minute hits all of them."""
    roots: dict[str, Path] = {}
    found: list[Measured] = []
    for case, wanted in asked.items():
        for engine in wanted:
            if engine.name not in roots:
                roots[engine.name] = place / engine.name
                engine.write(market, roots[engine.name])
                if case != "cold":
                    _checked(engine, run(engine.command, roots[engine.name]))
        taken: dict[str, list[Run]] = {engine.name: [] for engine in wanted}
        for number in range(runs):
            for engine in wanted:
                root = roots[engine.name]
                CASES[case][1](engine, root, number)
                taken[engine.name].append(_checked(engine, run(engine.command, root)))
        for name, some in taken.items():
            files = sum(path.is_file() for path in (roots[name] / "output").rglob("*"))
            found.append(Measured(len(market.sites), case, name, tuple(some), files))
        click.echo(table(found[-len(wanted) :]), err=True)
    for root in roots.values():
        shutil.rmtree(root)
    return found


def _checked(engine: Engine, done: Run) -> Run:
    if done.code != 0:
        raise click.ClickException(f"{engine.name} ended with {done.code}:\n{done.told[-2000:]}")
    return done


def _versions(wanted: Sequence[Engine]) -> dict[str, str]:
    return {"agora": f"{__version__} on Python {platform.python_version()}"} | dict(_others(wanted))


def _others(wanted: Sequence[Engine]) -> Iterator[tuple[str, str]]:
    for engine in wanted:
        if not engine.name.startswith("agora"):
            words = engine.command[:2] if engine.name == "eleventy" else engine.command[:1]
            asked = [*words, "version" if engine.name == "hugo" else "--version"]
            told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
            yield engine.name, (told.strip().splitlines() or ["?"])[-1]


if __name__ == "__main__":
    main()
