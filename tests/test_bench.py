"""The benchmark measures what it says: the same marketplace for all, real processes, right ratios."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench import writers
from bench.cases import CASES
from bench.engines import PROJECT, engines, website
from bench.marketplace import Marketplace, marketplace
from bench.measure import Run, memory_kib, pause_s, run
from bench.report import Measured, own_table, table


def files(root: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def market() -> Marketplace:
    return marketplace(40)


def test_a_seed_makes_one_marketplace(market: Marketplace) -> None:
    assert marketplace(40) == market
    assert marketplace(40, seed=8) != market
    size = sum(len(site.body) for site in market.sites) / len(market.sites)
    assert 2_000 < size < 2_800, "about 2.4 kB of Markdown a site"


@pytest.mark.parametrize("engine", ["hugo", "pelican", "eleventy", "agora_real"])
def test_every_engine_is_given_every_site(market: Marketplace, tmp_path: Path, engine: str) -> None:
    getattr(writers, engine)(market, tmp_path)
    for site in market.sites:
        text = (tmp_path / f"content/sites/{site.slug}.md").read_text(encoding="utf-8")
        assert site.title in text
        assert site.body.split("\n")[0] in text
        assert "[[" not in text


def test_this_engine_builds_it_without_a_mistake_and_follows_every_change(
    market: Marketplace, tmp_path: Path
) -> None:
    (engine,) = (one for one in engines(tmp_path / "none").values() if one.name == "agora")
    root = tmp_path / "root"
    engine.write(market, root)
    before: Mapping[str, bytes] = {}
    for name, (_, change) in CASES.items():
        change(engine, root, 1)
        done = run(engine.command, root)
        assert done.code == 0, f"{name}: {done.told}"
        after = {
            path: content
            for path, content in files(root / "output").items()
            if not path.startswith("assets/")  # some are kept for the readers of the former pages
        }
        assert (after == before) is (name in ("nothing", "fresh", "gone")), name
        before = after


def test_memory_is_that_of_all_processes_of_a_session() -> None:
    program = (
        "import os, time; held = bytearray(64 << 20); os.fork(); os.write(1, b'.'); time.sleep(30)"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            # Looked at while it forks, one process would count whole and the other half.
            assert process.stdout.read(2) == b"..", "both are there"
            held = memory_kib(process.pid)
            assert 64 << 10 < held < 110 << 10, "what two processes share counts once"
        finally:
            subprocess.run(["pkill", "-s", str(process.pid)], check=False)


def test_looking_at_memory_takes_a_twentieth_of_the_time_at_most() -> None:
    assert pause_s(0.002) == pytest.approx(0.1)
    assert 0.04 / (0.04 + pause_s(0.04)) == pytest.approx(1 / 20)


def test_ratios_are_to_hugo_in_the_same_case() -> None:
    def measured(engine: str, *walls: float) -> Measured:
        return Measured(10, "cold", engine, tuple(Run(wall, 2.0, 2048, 0) for wall in walls), 5)

    rows = table([measured("agora", 1.0, 9.0, 3.0), measured("hugo", 4.0)]).splitlines()
    assert rows[2] == "| 10 | cold | agora | 3.00 | 0.75 | 2.00 | 1.00 | 2 | 1.00 | 5 |"
    assert table([measured("agora", 1.0)]).splitlines()[2].count("|  |") == 3


def test_this_website_is_measured_as_it_is_committed_and_built_for_readers(tmp_path: Path) -> None:
    engine = website()
    engine.write(Marketplace((), (), (), ()), tmp_path / "own")
    head = ("git", "rev-parse", "HEAD")
    commits = {
        subprocess.run(head, cwd=place, capture_output=True, check=True).stdout
        for place in (PROJECT, tmp_path / "own")
    }
    assert len(commits) == 1
    done = run(engine.command, tmp_path / "own")
    assert done.code == 0, done.told
    assert (tmp_path / "own/output/pagefind").is_dir()
    row = Measured(0, "cold", engine.name, (done,), 3)
    assert own_table([row]).splitlines()[-1].startswith("| cold | ")
