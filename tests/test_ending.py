"""A signal ends the program, whatever it does when the signal comes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.workspace import PROJECT

LOST = """\
import os, signal
from agora.ending import Terminated, heed_signals
from agora.timings import Timings

class Deaf:
    def __del__(self):
        os.kill(os.getpid(), signal.{signal})
        for _ in range(1000):
            pass

heed_signals()
clock = Timings()
with clock.stage("load"):
    Deaf()
    print("goes on")
    try:
        {next}
    except {ends}:
        print("ends")
"""


@pytest.mark.parametrize(
    ("signal", "ends"), [("SIGINT", "KeyboardInterrupt"), ("SIGTERM", "Terminated")]
)
@pytest.mark.parametrize("next_", ["clock.stage('link').__enter__()", "clock.count(1, 2)"])
def test_a_signal_that_no_one_could_hear_ends_the_program_at_its_next_step(
    signal: str, ends: str, next_: str
) -> None:
    program = LOST.format(signal=signal, ends=ends, next=next_)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("goes on\nends\n", "")


COMMAND = """\
import os, signal
import agora.cli

class Deaf:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)

@agora.cli.cli.command()
def late():
    {deed}
    print("done")

agora.cli.main(["late"])
"""


def test_a_signal_that_comes_too_late_for_any_step_is_told_by_the_exit_code() -> None:
    program = COMMAND.format(deed="Deaf()")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (143, "done\n", "")


def test_a_signal_of_which_a_library_has_made_a_fault_is_none_of_the_program() -> None:
    # pydantic-core tells of an interrupted import as of a schema that is wrong.
    program = COMMAND.format(deed="Deaf(); raise ValueError('SchemaError: KeyboardInterrupt')")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")


def test_any_other_exception_in_a_destructor_is_printed_as_before() -> None:
    program = """\
from agora.ending import heed_signals

class Wrong:
    def __del__(self):
        raise ValueError("wrong")

heed_signals()
Wrong()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "ValueError: wrong" in done.stderr
