"""Traces: who has to be made again after a change, and where a change ends."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Mapping

import pytest

from agora.trace import KeptReads, Notes, Readers, Shared, note, readers_of, spelled_out

LIST, CARD, OTHER = 0, 1, 2
"""Pieces: one reads an order, one an entry, one something that was made of the order."""


def readers(gathered: Mapping[str, Shared]) -> Readers:
    reads = {"#order": array("I", [LIST]), "one": array("I", [CARD]), "#of": array("I", [OTHER])}
    return readers_of(reads, gathered)


def whom(there: Readers, changed: list[str], stands: Callable[[str, str], bool]) -> frozenset[int]:
    return there.of(there.reached(changed, stands))


GATHERED = {"#order": Shared(("one", "two"), "one two"), "#of": Shared(("#order",))}


def test_a_change_reaches_all_who_read_it_also_by_way_of_others() -> None:
    there = readers(GATHERED)
    assert whom(there, ["one"], lambda name, value: False) == {LIST, CARD, OTHER}
    assert whom(there, ["two"], lambda name, value: False) == {LIST, OTHER}
    assert whom(there, ["three"], lambda name, value: False) == frozenset()


def test_a_change_ends_where_what_was_made_of_it_is_as_it_was() -> None:
    asked: list[tuple[str, str]] = []

    def stands(name: str, value: str) -> bool:
        asked.append((name, value))
        return True

    assert whom(readers(GATHERED), ["one", "two"], stands) == {CARD}
    assert asked == [("#order", "one two")], "it is made again once"


def test_what_was_made_again_is_asked_by_its_new_value_and_trace() -> None:
    again = {"#order": Shared(("two", "one"), "two one"), "#of": Shared(("three",))}
    reads = {"#of": array("I", [OTHER])}
    there = readers(GATHERED).after(frozenset({OTHER}), reads, again)
    assert whom(there, ["two"], lambda name, value: value == "two one") == frozenset()
    assert whom(there, ["three"], lambda name, value: False) == {OTHER}


def test_a_name_that_nobody_spells_out_is_refused() -> None:
    with pytest.raises(KeyError):
        readers({"#of": Shared(("#order",))})


def test_only_the_innermost_work_is_told_what_is_read() -> None:
    with Notes() as outer:
        note("one")
        with Notes() as inner:
            note("two")
    assert (outer, inner) == ({"one"}, {"two"})


def test_names_are_spelled_out_down_to_what_was_read() -> None:
    assert spelled_out(["#of", "three"], GATHERED) == {"one", "two", "three"}


def test_who_read_what_is_told_alike_when_it_was_kept() -> None:
    reads = {"one": array("I", [CARD, OTHER]), "nobody": array("I"), "#order": array("I", [LIST])}
    kept = pickle.loads(pickle.dumps(KeptReads.of(reads)))
    assert dict(kept) == reads
    assert kept.get("two") is None
