"""A crew on other machines: the workers of a Dask cluster (the extra `cluster`).

What all batches of a stage share goes to the cluster once, and from there from worker to worker; then only
items are sent. Workers lay what they made into a folder that they share with this machine, which takes it
from there and alone writes the website (docs/decisions/0010). Workers are trusted: who reaches their
scheduler runs what they like on them, and decides what the website says.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import shutil
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast
from uuid import uuid4

from msgspec import Struct

from agora.crew import Crew
from agora.engine import engine_digest

if TYPE_CHECKING:
    from distributed import Client, Future

ContextT = TypeVar("ContextT")
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

ALONE_SECONDS = 30
"""A build ends that has had no worker for so long: time enough to start one anew."""
LOOK_SECONDS = 5
"""How often it looks whether there are any, while it waits for a result."""
_PATIENCE_SECONDS = 5
_HOW = "in the project's folder with `python -m dask worker`"
_AT_ONCE = threading.Lock()


class NoCluster(OSError):
    """The cluster cannot do the work: the surroundings, not the content."""

    def __init__(self, address: str, sentence: str) -> None:
        super().__init__(0, sentence, address)


class NotTheSame(Exception):
    """A worker would make another website than this machine; the message says why."""


class _Alone(Exception):
    """No worker is left."""


@contextmanager
def cluster(address: str, folder: Path | None = None) -> Iterator[Crew]:
    """The workers behind the scheduler at `tcp://HOST:PORT`, for as long as the block lasts.

    They lay their results into the folder, which is made for that and deleted at the end; without one, and
    where they cannot write into it, results are sent.

    Raises `NoCluster`, also for a cluster that fails while it works.
    """
    try:
        from distributed import Client
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker
    except ModuleNotFoundError as missing:
        if missing.name not in ("distributed", "dask"):
            raise
        sentence = "needs the package distributed: pip install -r requirements-dev.lock"
        raise NoCluster("--scheduler", sentence) from None
    with warnings.catch_warnings():
        # Dask warns of versions that differ, which we refuse, and of large contexts, which go once.
        warnings.simplefilter("ignore", UserWarning)
        # What goes wrong with it is said by us, once, or mended without a word.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        client = _connected(Client, address)
        try:
            _refuse_others(client, address)
            with _emptied(folder):
                yield Distant(client, folder)
        except KilledWorker as killed:
            raise NoCluster(address, f"workers died of the same work: {killed}") from None
        except (CancelledError, CommClosedError):  # the second where it was lost while it answered
            raise NoCluster(address, "the scheduler was lost while it worked") from None
        except NotTheSame as other:
            raise NoCluster(address, str(other)) from None
        except _Alone:
            raise NoCluster(address, "all workers are gone, and no other has come") from None
        finally:
            client.close(timeout=_PATIENCE_SECONDS)


def _connected(client: type[Client], address: str) -> Client:
    try:
        there = client(address, timeout=_PATIENCE_SECONDS, set_as_default=False)
    except (OSError, TimeoutError):
        raise NoCluster(address, "no Dask scheduler answers there") from None
    try:
        there.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
    except TimeoutError:
        there.close()
        sentence = f"the scheduler has no workers: start some {_HOW}"
        raise NoCluster(address, sentence) from None
    return there


def _refuse_others(client: Client, address: str) -> None:
    """Ask every worker before it gets anything to do."""
    found = client.run(_difference, engine_digest(), on_error="return")
    for worker, told in sorted(found.items()):
        if "No module named 'agora" in str(told):  # Dask wraps what it could not unpack there
            raise NoCluster(
                address, f"the worker {worker} does not find this program: start it {_HOW}"
            )
        if isinstance(told, BaseException):
            raise NoCluster(address, f"the worker {worker} does not answer: {told!r}")
        if told:
            raise NoCluster(address, f"the worker {worker} {told}")


def _difference(expected: str) -> str:
    """Why this worker may not work for a program of that digest; "" where it may."""
    if engine_digest() != expected:
        return (
            "runs another version of this program, of Python or of its packages: "
            "install the same lock file and the same commit there, and start it anew"
        )
    if multiprocessing.current_process().daemon:
        return "may not start processes: start it with --no-nanny"
    return ""


@contextmanager
def _emptied(folder: Path | None) -> Iterator[None]:
    """The folder is there and empty; what workers laid there that nobody took goes with it."""
    if folder is None:
        yield
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Distant:
    """The workers that a client knows. A worker that dies costs its results, which others make again."""

    def __init__(self, client: Client, folder: Path | None = None) -> None:
        self._client, self._folder = client, folder
        self._sent: tuple[object, Future] | None = None

    def run(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], ResultT],
        context: ContextT,
        batches: Iterable[Sequence[ItemT]],
    ) -> Iterator[ResultT]:
        sent, engine = self._there(context), engine_digest()
        # Dask's own futures: its executor looks at a state that may have changed since the result came.
        waiting = deque(
            (batch, self._client.submit(_work, engine, work, sent, batch, self._folder, pure=False))
            for batch in batches
        )
        return self._results(work, context, waiting)

    def _results(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], ResultT],
        context: ContextT,
        waiting: deque[tuple[Sequence[ItemT], Future]],
    ) -> Iterator[ResultT]:
        while waiting:
            batch, future = waiting.popleft()
            result = self._result(future)
            if isinstance(result, _Laid):
                try:
                    result = _taken(result)
                except OSError:  # gone, or the folder is not the same one there
                    result = work(context, batch)
            yield cast(ResultT, result)

    def _result(self, future: Future) -> object:
        """What came of a batch. Raises `_Alone` where there is nobody to wait for."""
        seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=LOOK_SECONDS)
            except TimeoutError:
                if future.status == "error":  # it may be the work's own
                    return future.result()
            with suppress(OSError):  # that the scheduler is gone is told by the future
                if self._client.nthreads():
                    seen = time.monotonic()
            if time.monotonic() - seen > ALONE_SECONDS:
                raise _Alone

    def _there(self, context: object) -> Future:
        """The context on the cluster, as bytes: a context that was used is another one. The scheduler can
        give them out again where all workers that had them have died."""
        if self._sent is None or self._sent[0] is not context:
            packed = pickle.dumps(context, protocol=pickle.HIGHEST_PROTOCOL)
            self._sent = (context, self._client.submit(_as_it_is, packed, pure=False))
        return self._sent[1]


def _as_it_is(packed: bytes) -> bytes:
    return packed


_unpacked: tuple[bytes, object] = (b"", None)
"""What the last batch of this worker was done with, and the digest of the bytes that it came in."""


def _context(packed: bytes) -> object:
    """What the bytes hold. It is unpacked once, and what the work notes in it stays for the next batch."""
    global _unpacked
    digest = sha256(packed).digest()
    if _unpacked[0] != digest:
        _unpacked = (digest, pickle.loads(packed))
    return _unpacked[1]


def _work(
    expected: str,
    work: Callable[[object, Sequence[ItemT]], ResultT],
    packed: bytes,
    batch: Sequence[ItemT],
    folder: Path | None,
) -> ResultT | _Laid:
    """On a worker, which may have come after the others were asked. One batch at a time: what a stage keeps
    for its process, such as a converter, is not made for threads."""
    difference = _difference(expected)
    if difference:
        raise NotTheSame(f"a worker {difference}")
    with _AT_ONCE:
        return _laid(work(_context(packed), batch), folder)


class _Laid(Struct, frozen=True):
    """Where a result lies, and the digest of its bytes."""

    path: Path
    digest: bytes


def _laid(result: ResultT, folder: Path | None) -> ResultT | _Laid:
    """The result in a file of its own, which nobody knows of before it is whole; where there is no room or
    no permission, the result itself."""
    if folder is None:
        return result
    packed = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL)
    laid = _Laid(folder / uuid4().hex, sha256(packed).digest())
    try:
        laid.path.write_bytes(packed)
    except OSError:
        return result
    return laid


def _taken(laid: _Laid) -> object:
    """What a worker laid there, which is then deleted. Raises OSError where it is not there as it was."""
    packed = laid.path.read_bytes()
    laid.path.unlink()
    if sha256(packed).digest() != laid.digest:
        raise OSError(f"{laid.path} holds something else")
    return pickle.loads(packed)
