"""The store of what earlier builds made: whole values or none, whatever happens to its file."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sqlite3
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agora.packing import pack, unpack
from agora.store import Store, Value, entering, key_of

VALUES = {
    key_of("page", str(number)): Value(b"head %d" % number, pack(b"body %d" % number * 200))
    for number in range(30)
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "made.sqlite"


def known(file: Path) -> dict[bytes, tuple[bytes, bytes | None]]:
    """What a new store on the file has of VALUES."""
    store = Store(file)
    return {key: (head, store.body(key)) for key, head in store.heads(VALUES).items()}


WHOLE = {key: (value.head, unpack(value.packed)) for key, value in VALUES.items()}


def test_what_was_added_is_there_for_the_next_build(file: Path) -> None:
    assert known(file) == {}
    Store(file).keep(VALUES)
    assert known(file) == WHOLE
    assert Store(file).heads([key_of("page", "other")]) == {}
    assert Store(file).body(key_of("page", "other")) is None


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_keys_are_the_same_only_for_the_same_parts(one: list[str], other: list[str]) -> None:
    assert (key_of(*one) == key_of(*other)) is (one == other)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1))
def test_a_file_that_was_cut_holds_whole_values_or_none_and_is_begun_anew(
    tmp_path: Path, share: float
) -> None:
    file = tmp_path / "made.sqlite"
    file.unlink(missing_ok=True)
    Store(file).keep(VALUES)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    for key, (head, body) in known(file).items():
        assert head == WHOLE[key][0]
        assert body in (None, WHOLE[key][1])
    for _ in range(2):  # the first may find the damage, the second begins anew
        Store(file).keep(VALUES)
    assert known(file) == WHOLE


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1), flip=st.integers(0, 255))
def test_a_heap_that_was_cut_or_changed_holds_whole_values_or_none(
    tmp_path: Path, share: float, flip: int
) -> None:
    file = tmp_path / "made.sqlite"
    Store(file).forget()
    Store(file).keep(VALUES)
    (heap,) = tmp_path.glob("*.heap")
    content = bytearray(heap.read_bytes())
    at = int(len(content) * share)
    if flip and at < len(content):
        content[at] ^= flip
    else:
        del content[at:]
    heap.write_bytes(content)
    for key, (head, body) in known(file).items():
        assert head == WHOLE[key][0]
        assert body in (None, WHOLE[key][1])
    Store(file).keep(VALUES)
    assert known(file) == WHOLE


def test_a_heap_that_was_deleted_is_begun_anew(file: Path) -> None:
    Store(file).keep(VALUES)
    (heap,) = file.parent.glob("*.heap")
    heap.unlink()
    assert known(file) == {}
    Store(file).keep(VALUES)
    assert known(file) == WHOLE


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
@example(share=0.19921875, flip=128)  # bytes became a text that is none
@example(share=0.5620896369908255, flip=1)  # a byte of a key, so that a value came under another
def test_a_changed_byte_never_makes_another_value(tmp_path: Path, share: float, flip: int) -> None:
    file = tmp_path / "made.sqlite"
    file.unlink(missing_ok=True)
    Store(file).keep(VALUES)
    content = bytearray(file.read_bytes())
    content[int(len(content) * share)] ^= flip
    file.write_bytes(content)
    for key, (head, body) in known(file).items():
        assert head == WHOLE[key][0]
        assert body in (None, WHOLE[key][1])


def test_a_store_of_another_version_is_begun_anew(file: Path) -> None:
    Store(file).keep(VALUES)
    connection = sqlite3.connect(file)
    connection.execute("pragma user_version = 99")
    connection.execute("alter table made rename to other")
    connection.close()
    assert known(file) == {}
    Store(file).keep(VALUES)  # deletes it
    Store(file).keep(VALUES)
    assert known(file) == WHOLE


def test_without_permission_it_forgets_and_does_not_fail(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    store = Store(tmp_path / "cache" / "made.sqlite")
    store.keep(VALUES)
    store.drop_unused()
    assert store.heads(VALUES) == {}


def test_what_is_long_unused_is_dropped(file: Path) -> None:
    Store(file).keep(VALUES)
    half, few = list(VALUES)[:15], list(VALUES)[:5]
    for used in (VALUES, half):
        store = Store(file)
        store.keep(dict.fromkeys(used))
        store.drop_unused()
        assert known(file) == WHOLE, "the other half may come back with the next branch"
    store = Store(file)
    store.keep(dict.fromkeys(few))
    (before,) = file.parent.glob("*.heap")
    size_bytes = before.stat().st_size
    store.drop_unused()
    assert set(known(file)) == set(few)
    (after,) = file.parent.glob("*.heap")
    assert after.stat().st_size < size_bytes / 3


def ask(store: Store, answers: multiprocessing.Queue[int]) -> None:
    answers.put(len(store.heads(VALUES)))


def test_a_forked_process_reads_through_a_connection_of_its_own(file: Path) -> None:
    store = Store(file)
    store.keep(VALUES)
    assert len(store.heads(VALUES)) == 30
    forking = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[int] = forking.Queue()
    children = [forking.Process(target=ask, args=(store, answers)) for _ in range(3)]
    for child in children:
        child.start()
    assert [answers.get(timeout=20) for _ in children] == [30, 30, 30]
    for child in children:
        child.join()
    assert len(store.heads(VALUES)) == 30


def lay_and_enter(file: Path, start: Barrier, answers: multiprocessing.Queue[bool]) -> None:
    start.wait()
    answers.put(Store(file).keep(VALUES))


def test_processes_that_begin_a_store_at_the_same_moment_do_not_undo_each_other(
    tmp_path: Path,
) -> None:
    forking = multiprocessing.get_context("fork")
    for round_ in range(10):
        file, start = tmp_path / str(round_) / "made.sqlite", forking.Barrier(4)
        answers: multiprocessing.Queue[bool] = forking.Queue()
        children = [
            forking.Process(target=lay_and_enter, args=(file, start, answers)) for _ in range(4)
        ]
        for child in children:
            child.start()
        assert [answers.get(timeout=20) for _ in children] == [True] * 4
        for child in children:
            child.join()
        assert known(file) == WHOLE
        assert len(list(file.parent.glob("*.heap"))) == 1


def lay_without_room(store: Store, answers: multiprocessing.Queue[bool]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    answers.put(store.lay({key_of("large"): Value(b"", os.urandom(30_000))}) is None)


def test_a_process_without_room_says_so_and_takes_nothing_from_others(file: Path) -> None:
    store = Store(file)
    store.keep(VALUES)
    forking = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[bool] = forking.Queue()
    child = forking.Process(target=lay_without_room, args=(store, answers))
    child.start()
    assert answers.get(timeout=20)
    child.join()
    assert known(file) == WHOLE


def test_what_was_laid_before_the_store_was_begun_anew_is_not_entered(file: Path) -> None:
    store, other = Store(file), Store(file)
    laid = store.lay(VALUES)
    assert laid is not None
    other.forget()
    assert other.keep({key_of("new"): Value(b"head")})
    assert not store.enter(laid)
    assert known(file) == {}
    assert store.keep(VALUES), "and is laid again where the others are"
    assert known(file) == WHOLE


def test_what_was_laid_is_known_when_the_work_is_done_or_stopped(file: Path) -> None:
    store = Store(file)
    laid = store.lay(VALUES)
    assert laid is not None
    with pytest.raises(KeyboardInterrupt), entering(store) as enter:
        enter(laid)
        raise KeyboardInterrupt
    assert known(file) == WHOLE


def test_a_store_may_lie_at_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Store(Path("made.sqlite")).keep(VALUES)
    assert known(Path("made.sqlite")) == WHOLE
