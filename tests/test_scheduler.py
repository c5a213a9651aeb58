"""The same website from a Dask cluster: real workers on the loopback, and what goes wrong with them."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agora.crew import BATCH, spread
from agora.markup.limits import in_helper_process
from agora.outputs import Output
from agora.pipeline import Request, build
from agora.render import Renderer
from agora.scheduler import NoCluster, cluster
from agora.texts import english
from agora.timings import Timings
from tests.test_crew import CITIES, THEME
from tests.workspace import NOW, PROJECT, Workspace

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

Website = Callable[[str], Workspace]
PATIENCE_SECONDS = 60


@dataclass
class Farm:
    """A scheduler, and workers that are started as an administrator does."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str, source: Path = PROJECT) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        with (self.folder / f"log-{len(self.running)}").open("wb") as log:
            started = subprocess.Popen(command, cwd=source, env=environment, stdout=log, stderr=log)
        self.running.append(started)
        return started

    def schedule(self) -> str:
        file = self.folder / "scheduler.json"
        self.start("scheduler", *("--host", "127.0.0.1", "--port", "0"), f"--scheduler-file={file}")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if file.is_file() and (written := file.read_text(encoding="utf-8")).endswith("}"):
                address: str = json.loads(written)["address"]
                return address
            time.sleep(0.05)
        raise TimeoutError((self.folder / "log-0").read_text(encoding="utf-8"))

    def work(self, address: str, *, source: Path = PROJECT) -> subprocess.Popen[bytes]:
        choices = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        return self.start("worker", address, *choices, source=source)

    def stop(self) -> None:
        for process in reversed(self.running):
            process.kill()
            process.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    started = Farm(tmp_path_factory.mktemp("farm"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def address(farm: Farm) -> str:
    """A scheduler; every test brings the workers that it needs."""
    return farm.schedule()


@pytest.fixture
def workers(farm: Farm, address: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    two = [farm.work(address), farm.work(address)]
    wait_for(address, 2)
    yield two
    for process in two:
        process.kill()
        process.wait(timeout=PATIENCE_SECONDS)
    wait_for(address, 0)


def wait_for(address: str, count: int) -> None:
    """Until the scheduler knows so many workers."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(client.scheduler_info(n_workers=-1)["workers"]) != count:
            assert time.monotonic() < deadline, "the workers did not come or go"
            time.sleep(0.05)


class Killer:
    """A watcher that kills a process of the farm when some of the pages are rendered."""

    def __init__(self, victim: subprocess.Popen[bytes]) -> None:
        self._victim = victim
        self._stage = ""
        self.was_in_the_middle = False

    def begin(self, stage: str) -> None:
        self._stage = stage

    def count(self, done: int, total: int) -> None:
        if self._stage == "render" and not self.was_in_the_middle:
            self._victim.send_signal(signal.SIGKILL)
            self.was_in_the_middle = done < total - BATCH


def processes(_: None, numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(os.getpid() for _ in numbers)


def divided(_: None, numbers: Sequence[int]) -> tuple[float, ...]:
    return tuple(1 / number for number in numbers)


def test_two_workers_make_the_same_bytes_and_one_killed_costs_time_only(
    website: Website, address: str, workers: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    workspace = website(f"{THEME}{CITIES}")
    here = build(Request(workspace.root, NOW))
    with cluster(address) as crew:
        pids = {pid for batch in spread(processes, None, range(9 * BATCH), crew) for pid in batch}
        assert pids == {worker.pid for worker in workers}
        with pytest.raises(ZeroDivisionError):
            list(spread(divided, None, [*range(1, 2 * BATCH), 0], crew))
        sent = build(Request(workspace.root, NOW), crew)
    with cluster(address, tmp_path / "shared") as crew:
        there = build(Request(workspace.root, NOW, cache=tmp_path / "cache"), crew)
        known = build(Request(workspace.root, NOW, cache=tmp_path / "cache"))
        killer = Killer(workers[0])
        bereft = build(Request(workspace.root, NOW), crew, Timings(killer))
    assert killer.was_in_the_middle
    assert workers[0].wait(timeout=PATIENCE_SECONDS) == -signal.SIGKILL
    assert here.is_sound
    assert (there.rendered, known.rendered) == (there.pages, 0), "the store knows what was made"
    assert there.made is not None
    assert not any(page.value for page in there.made.pages), "and memory does not hold it"
    for other in (sent, there, known, bereft):
        assert other.problems == here.problems
        assert written(other.outputs) == written(here.outputs)


def written(outputs: Sequence[Output]) -> dict[str, bytes]:
    return {
        output.path: output.kept.read() if output.kept else output.content for output in outputs
    }


def test_the_command_works_on_the_cluster_and_remembers_here(
    website: Website, address: str, workers: list[subprocess.Popen[bytes]]
) -> None:
    workspace = website(f"{THEME}{CITIES}")
    first = workspace.run("build", "--no-search", "--scheduler", address)
    assert first.returncode == 0, first.stderr
    assert "Warning" not in first.stderr
    assert (workspace.output / "cities/city-149/index.html").is_file()
    assert not (workspace.root / ".cache/cluster").exists()
    city = workspace.root / "content/cities/city-1.md"
    city.write_text(city.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
    second = workspace.run("build", "--no-search")
    rendered = int(second.stderr.split(" pages (")[1].split()[0])
    assert 0 < rendered < 20, second.stderr
    explained = workspace.run("explain", "/cities/city-1/", "--scheduler", address)
    assert "content/cities/city-1.md" in explained.stdout, explained.stderr


def test_results_lie_in_the_shared_folder_and_those_that_are_lost_are_made_here(
    address: str, workers: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    folder, others = tmp_path / "shared", {worker.pid for worker in workers}
    with cluster(address, folder) as crew:
        results = spread(processes, None, range(6 * BATCH), crew)
        assert set(next(results)) <= others
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(laid := sorted(folder.iterdir())) < 5:
            assert time.monotonic() < deadline, "the workers lay nothing there"
            time.sleep(0.05)
        laid[0].unlink()
        laid[1].write_bytes(b"something else")
        made = [set(pids) for pids in results]
        assert made.count({os.getpid()}) == 2
        assert sum(pids <= others for pids in made) == 3
        assert list(folder.iterdir()) == []
        folder.rmdir()
        sent = [set(pids) for pids in spread(processes, None, range(4 * BATCH), crew)]
        assert all(pids <= others for pids in sent)
    assert not folder.exists()


def test_a_build_ends_when_all_workers_are_gone(
    website: Website, farm: Farm, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agora.scheduler.ALONE_SECONDS", 2)
    monkeypatch.setattr("agora.scheduler.LOOK_SECONDS", 0.2)
    workspace = website(f"{THEME}{CITIES}")
    killer = Killer(farm.work(address))
    wait_for(address, 1)
    with pytest.raises(NoCluster, match="all workers are gone"), cluster(address) as crew:
        build(Request(workspace.root, NOW), crew, Timings(killer))
    assert killer.was_in_the_middle


def test_a_worker_that_does_not_find_the_program_is_told_where_to_start(
    farm: Farm, address: str, tmp_path: Path
) -> None:
    lost = farm.work(address, source=tmp_path)
    wait_for(address, 1)
    with pytest.raises(NoCluster, match="in the project's folder"), cluster(address):
        pass
    lost.kill()
    lost.wait(timeout=PATIENCE_SECONDS)
    wait_for(address, 0)


def test_a_worker_that_comes_anew_goes_on(
    farm: Farm, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agora.scheduler.LOOK_SECONDS", 0.2)
    first = farm.work(address)
    wait_for(address, 1)
    with cluster(address) as crew:
        results = spread(processes, None, range(9 * BATCH), crew)
        assert set(next(results)) == {first.pid}
        first.kill()
        second = farm.work(address)
        assert {pid for pids in results for pid in pids} <= {first.pid, second.pid}
    second.kill()
    second.wait(timeout=PATIENCE_SECONDS)
    wait_for(address, 0)


def test_a_scheduler_that_dies_ends_the_build(website: Website, tmp_path: Path) -> None:
    workspace = website(f"{THEME}{CITIES}")
    farm = Farm(tmp_path)
    try:
        address = farm.schedule()
        farm.work(address)
        wait_for(address, 1)
        with pytest.raises(NoCluster, match="was lost while it worked"), cluster(address) as crew:
            build(Request(workspace.root, NOW), crew, Timings(Killer(farm.running[0])))
    finally:
        farm.stop()


def test_no_process_is_left_behind_by_a_worker_that_was_killed(
    farm: Farm, address: str, workers: list[subprocess.Popen[bytes]]
) -> None:
    left = farm.folder / "helper"
    with cluster(address) as crew:
        list(spread(note_helper, str(left), range(2 * BATCH), crew))
    helper = int(left.read_text(encoding="utf-8"))
    assert is_running(helper)
    for worker in workers:
        worker.kill()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_running(helper):
        assert time.monotonic() < deadline, "the helper outlives its worker"
        time.sleep(0.05)


def note_helper(path: str, numbers: Sequence[int]) -> None:
    Path(path).write_text(str(in_helper_process(os.getpid)), encoding="utf-8")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_of_another_version_is_refused(
    website: Website, farm: Farm, address: str, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(PROJECT / "agora", other / "agora")
    (other / "agora/labels.py").open("a", encoding="utf-8").write("# changed\n")
    worker = farm.work(address, source=other)
    wait_for(address, 1)
    done = website(f"{THEME}{CITIES}").run("check", "--scheduler", address)
    worker.kill()
    worker.wait(timeout=PATIENCE_SECONDS)
    wait_for(address, 0)
    assert done.returncode == 3, done.stderr
    assert "runs another version of this program" in done.stderr
    assert "install the same lock file and the same commit" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_scheduler_the_command_says_so(website: Website) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    done = website(THEME).run("check", "--scheduler", f"tcp://127.0.0.1:{port}")
    assert done.returncode == 3
    assert f"agora: tcp://127.0.0.1:{port}: no Dask scheduler answers there" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_that_finds_other_templates_does_not_use_them(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text("One", encoding="utf-8")
    sent = pickle.dumps(Renderer((tmp_path,), {"en": english()}))
    assert pickle.loads(sent).digest_of("page.html")
    template.write_text("Two", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="a worker finds other templates there"):
        pickle.loads(sent)


@pytest.mark.parametrize("address", ["somewhere", "http://127.0.0.1:80", "tcp://host"])
def test_what_is_no_address_is_a_mistake_of_usage(website: Website, address: str) -> None:
    assert website(THEME).run("check", "--scheduler", address).returncode == 2


def test_without_the_extra_the_command_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(NoCluster, match="needs the package distributed: pip install"),
        cluster("tcp://h:1"),
    ):
        pass
