"""`build.py` on a machine that is not set up: one line that says what to do, and exit 3."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workspace import PROJECT


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout in which nothing has been set up."""
    shutil.copy(PROJECT / "build.py", tmp_path)
    shutil.copytree(PROJECT / "agora", tmp_path / "agora")
    return tmp_path


def started(folder: Path, *python: str) -> subprocess.CompletedProcess[str]:
    """`build.py` in a Python without packages: -S leaves them out, -E forgets the environment."""
    return subprocess.run(
        [os.path.realpath(sys.executable), "-S", "-E", *python],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_the_packages_one_line_says_what_to_do(bare: Path) -> None:
    done = started(bare, "build.py")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "Agora needs the package click: run `make site` once.\n"


def test_beside_an_environment_that_has_them_the_line_names_it(bare: Path) -> None:
    (bare / ".venv").mkdir()
    done = started(bare, "build.py", "check")
    assert done.returncode == 3
    assert done.stderr == (
        "Agora needs the package click: start it with `.venv/bin/python build.py`.\n"
    )


def test_an_older_python_is_told_which_one_is_needed(bare: Path) -> None:
    older = "import runpy, sys; sys.version_info = (3, 10, 13); "
    done = started(bare, "-c", older + "runpy.run_path('build.py', run_name='__main__')")
    assert done.returncode == 3
    assert done.stderr == "Agora needs Python 3.11 or later: run `make site` once.\n"


def test_the_door_is_written_so_that_an_old_python_can_read_it() -> None:
    source = (PROJECT / "build.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 7))
    assert not any(isinstance(node, ast.JoinedStr) for node in ast.walk(ast.parse(source)))
    assert source.isascii()


def test_a_fault_in_our_own_modules_is_not_called_a_missing_package(bare: Path) -> None:
    (bare / "agora" / "cli.py").write_text("import agora.nowhere\n", encoding="utf-8")
    done = started(bare, "build.py")
    assert done.returncode == 1
    assert "agora.nowhere" in done.stderr
