"""The figures as a table of Markdown: medians, and ratios to Hugo of the same run."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from bench.cases import CASES
from bench.measure import Run

YARDSTICK = "hugo"


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs of an engine in a case, on a marketplace of so many sites; `files` are those in its output."""

    sites: int
    case: str
    engine: str
    runs: tuple[Run, ...]
    files: int

    @property
    def wall_s(self) -> float:
        return median(run.wall_s for run in self.runs)

    @property
    def cpu_s(self) -> float:
        return median(run.cpu_s for run in self.runs)

    @property
    def peak_mib(self) -> float:
        return median(run.peak_kib for run in self.runs) / 1024


def table(found: Iterable[Measured]) -> str:
    """One row for each size, case and engine; a ratio is left out where Hugo did not run."""
    rows = list(found)
    yardstick = {(row.sites, row.case): row for row in rows if row.engine == YARDSTICK}
    lines = [
        "| sites | case | engine | wall s | × Hugo | CPU s | × Hugo | peak MiB | × Hugo | files |",
        "| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    order = list(CASES)
    for row in sorted(rows, key=lambda row: (row.sites, order.index(row.case))):
        hugo = yardstick.get((row.sites, row.case))
        cells = (
            f"{row.sites:,}",
            CASES[row.case][0],
            row.engine,
            f"{row.wall_s:.2f}",
            _ratio(row.wall_s, hugo.wall_s if hugo else None),
            f"{row.cpu_s:.2f}",
            _ratio(row.cpu_s, hugo.cpu_s if hugo else None),
            f"{row.peak_mib:,.0f}",
            _ratio(row.peak_mib, hugo.peak_mib if hugo else None),
            f"{row.files:,}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def own_table(found: Iterable[Measured]) -> str:
    """One row for each case of this project's own website."""
    lines = ["| case | wall s | CPU s | peak MiB | files |", "| --- | ---: | ---: | ---: | ---: |"]
    for row in found:
        figures = f"{row.wall_s:.2f} | {row.cpu_s:.2f} | {row.peak_mib:,.0f} | {row.files:,}"
        lines.append(f"| {CASES[row.case][0]} | {figures} |")
    return "\n".join(lines) + "\n"


def _times(runs: int) -> str:
    return "One run of each" if runs == 1 else f"Medians of {runs} runs"


def _ratio(value: float, yardstick: float | None) -> str:
    return f"{value / yardstick:.2f}" if yardstick else ""


def page(
    rows: str, own: str, versions: Mapping[str, str], day: str, command: str, runs: int
) -> str:
    """docs/benchmarks.md: what was measured, on what, and the tables; `own` is that of this website."""
    known = "".join(f"- {name}: {version}\n" for name, version in versions.items())
    return f"""\
# Benchmarks

Written by `{command}` on {day}; not to be edited by hand.

The same made-up marketplace (`bench/marketplace.py`) is built by each engine with templates that print the
same main content. `agora` has templates as small as those of the others, `agora-real` those of this website.
Both do all that `build` does: validation, sense checks, sanitising, the check of every link, three feeds for
each list, city, project and theme, the explorer, the map and prepared comparisons; only the index of texts
is left out. The others check nothing of that. Hugo, Pelican and Eleventy are given no faster command for a
change: each case is their command again.

{_times(runs)}, taken in turn on a memory file system. CPU is that of all processes of a run;
memory is the peak of their proportional set size together, read every 100 ms, or less often where that would
take more than a twentieth of the time. Edits of an entry come after other builds: the first two after a cold
one lay whole trees, since this engine keeps two former generations.

- machine: {os.cpu_count()} processors ({platform.machine()}), {platform.system()} {platform.release()}
{known}
{rows}{_own_part(own)}"""


def _own_part(own: str) -> str:
    if not own:
        return ""
    return f"""
## This website

The content of this project with its own templates, and with the index of its texts, in a fresh checkout on
the same memory file system.

{own}"""
