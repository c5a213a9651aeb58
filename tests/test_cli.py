"""The program as people and scripts start it: commands, exit codes, formats, the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workspace import PROJECT, Workspace

Website = Callable[[str], Workspace]

ABOUT = """\
-- content/pages/about.md --
---
title: About
updated: 2026-01-01
---
Words.
-- content/pages/Über.md --
---
title: Über
updated: 2026-01-01
---
"""
GOOD = ABOUT.split("-- content/pages/Über.md --")[0]


def test_the_first_build_makes_a_website_and_the_second_has_nothing_to_do(
    website: Website, cache: Path
) -> None:
    workspace = website(GOOD)
    # With the font cut and the templates compiled, no stage is so long that a line tells of it.
    workspace.check()
    shutil.copytree(cache, workspace.root / ".cache", ignore=shutil.ignore_patterns("made.sqlite*"))
    first = workspace.run()
    assert first.returncode == 0, first.stderr
    assert first.stdout == ""
    assert first.stderr.count("\n") == 1
    before = {path: path.stat().st_mtime_ns for path in workspace.output.rglob("*")}
    second = workspace.run("build", "--quiet")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert {path: path.stat().st_mtime_ns for path in workspace.output.rglob("*")} == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check",), 1),
        (("build",), 1),
        (("build", "--nonsense"), 2),
        (("publish",), 2),
        (("check", "--now", "someday"), 2),
        (("check", "--format", "xml"), 2),
        (("rollback",), 2),
    ],
)
def test_each_end_has_its_code(website: Website, arguments: tuple[str, ...], code: int) -> None:
    done = website(ABOUT).run(*arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_without_settings_there_is_nothing_to_build(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    done = Workspace(tmp_path).run("check")
    assert done.returncode == 2
    assert "marketplace.yaml" in done.stderr


def test_problems_go_to_standard_output_in_the_asked_format(website: Website) -> None:
    workspace = website(ABOUT)
    text = workspace.run("check").stdout
    assert text.startswith("content/pages/Über.md:1:1: error[name-invalid]: ")
    assert "\n  hint: " in text
    told = json.loads(workspace.run("check", "--format", "json").stdout)
    assert told["errors"] == 1
    assert told["problems"][0]["path"] == "content/pages/Über.md"
    assert {"line", "column", "severity", "code", "message", "hint"} < told["problems"][0].keys()
    assert workspace.run("check", "--format", "github").stdout.startswith("::error file=")
    sarif = json.loads(workspace.run("check", "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"


def test_warnings_are_errors_when_asked(website: Website) -> None:
    workspace = website(GOOD.replace("updated: 2026-01-01\n", ""))
    assert workspace.run("check").returncode == 0
    strict = workspace.run("check", "--strict")
    assert strict.returncode == 1
    assert "error[no-history]" in strict.stdout


def test_an_output_that_is_not_ours_is_refused(website: Website) -> None:
    workspace = website(GOOD)
    workspace.write("output/thesis.txt", b"mine")
    assert workspace.run().returncode == 2
    assert (workspace.output / "thesis.txt").read_bytes() == b"mine"


def test_a_build_waits_for_nobody(website: Website) -> None:
    from agora.lock import hold, this_process
    from tests.workspace import NOW

    workspace = website(GOOD)
    with hold(workspace.root / ".cache", this_process(NOW)):
        done = workspace.run()
    assert done.returncode == 4
    assert str(os.getpid()) in done.stderr
    assert workspace.run().returncode == 0


def test_rollback_puts_the_former_website_back(website: Website) -> None:
    workspace = website(GOOD)
    workspace.run()
    workspace.edit("content/pages/about.md", "Words.", "Other words.")
    workspace.run()
    assert workspace.run("rollback").returncode == 0
    assert "Words." in workspace.page("/about/")
    assert "Other words." not in workspace.page("/about/")


def test_verify_tells_what_was_changed_by_hand(website: Website) -> None:
    workspace = website(GOOD)
    workspace.run()
    assert workspace.run("build", "--verify").returncode == 0
    (workspace.output / "about/index.html").write_text("changed", encoding="utf-8")
    done = workspace.run("build", "--verify")
    assert (done.returncode, done.stdout) == (1, "about/index.html: changed\n")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_build_with_its_code(website: Website, number: int, code: int) -> None:
    workspace = website(GOOD)
    body = "[" * 1500
    for at in range(4):
        workspace.write(f"content/pages/slow-{at}.md", f"---\ntitle: Slow\n---\n{body}\n".encode())
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(workspace.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as build:
        lock = workspace.root / ".cache" / "build.lock"
        while not lock.exists() and build.poll() is None:
            time.sleep(0.01)
        build.send_signal(number)
        _, errors = build.communicate(timeout=20)
    assert build.returncode == code
    assert b"Traceback" not in errors


VARIATIONS: dict[str, dict[str, str]] = {
    "hash": {"PYTHONHASHSEED": "1"},
    "zone": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"},
    "locale": {"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "3"},
    "bare": {"LC_ALL": "C", "HOME": "/nonexistent"},
}


def test_the_surroundings_do_not_change_a_byte(website: Website, tmp_path: Path) -> None:
    workspace = website(GOOD + "-- content/news/a.yaml --\ntitle: A\ndate: 2022-01-01\n")
    digests = {}
    for name, variables in VARIATIONS.items():
        output = tmp_path / name
        environment = {**os.environ, **variables, "SOURCE_DATE_EPOCH": "1790000000"}
        command = [sys.executable, str(PROJECT / "build.py"), "--root", str(workspace.root)]
        subprocess.run(
            [*command, "--output", str(output), "--quiet", "--no-cache"],
            env=environment,
            check=True,
            capture_output=True,
        )
        digests[name] = _digest(output)
    assert len(set(digests.values())) == 1, digests


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return total.hexdigest()
