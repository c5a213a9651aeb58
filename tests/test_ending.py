"""A signal ends the program, whatever it does when the signal comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

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
    ("number", "ends"), [("SIGINT", "KeyboardInterrupt"), ("SIGTERM", "Terminated")]
)
@pytest.mark.parametrize("next_", ["clock.stage('link').__enter__()", "clock.count(1, 2)"])
def test_a_signal_that_no_one_could_hear_ends_the_program_at_its_next_step(
    number: str, ends: str, next_: str
) -> None:
    program = LOST.format(signal=number, ends=ends, next=next_)
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


def test_a_signal_to_all_processes_is_told_by_none() -> None:
    # As from a terminal, or from who ends a whole job of CI.
    program = """\
import os, time
import agora.cli
from agora.crew import Forked

def slow(_, batch):
    os.write(1, b"begun\\n")
    time.sleep(60 * batch[0])

@agora.cli.cli.command()
def work():
    list(Forked(3).run(slow, None, [[1], [0], [1]]))

agora.cli.main(["work"])
"""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as all_of_them:
        assert all_of_them.stdout is not None
        for _ in range(3):
            assert all_of_them.stdout.readline() == b"begun\n"
        time.sleep(0.2)  # one of them is idle by now
        os.killpg(all_of_them.pid, signal.SIGTERM)
        _, told = all_of_them.communicate(timeout=60)
    assert (all_of_them.returncode, told) == (143, b"")


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
