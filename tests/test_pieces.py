"""Pieces of a large file are made again only where some of what they read has changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from agora.pieces import Name, Pieces, unpacked
from agora.trace import Notes, note


@dataclass(frozen=True)
class Named:
    id: str


def named(*names: str) -> list[Named]:
    return [Named(name) for name in names]


def test_a_piece_is_made_again_when_what_it_read_is_reached_and_not_before() -> None:
    asked: list[str] = []

    def say(word: str, about: Named) -> tuple[str, ...]:
        asked.append(about.id)
        note(about.id)
        return about.id, word

    first = Pieces()
    first.of(named("one", "two"), partial(say, "before"))
    again = Pieces(partial(unpacked, first.packed()), reached=frozenset({"two"}))
    said = again.of(named("one", "two", "three"), partial(say, "after"))
    assert said == [("one", "before"), ("two", "after"), ("three", "after")]
    assert asked == ["one", "two", "two", "three"]
    third = Pieces(partial(unpacked, again.packed()))
    with Notes() as read:
        assert third.of(named("two"), partial(say, "never")) == [("two", "after")]
    assert read == {"one", "two", "three"}, "who uses some reads what went into all that stand"
    assert len(asked) == 4


def test_a_piece_that_was_made_beside_another_is_found_by_its_name() -> None:
    first, name = Pieces(), Name("digest")
    first.add("digest", ("one",))
    assert first.of([name], lambda _: ("never",)) == [("one",)]
    again = Pieces(partial(unpacked, first.packed()), reached=frozenset({"digest"}))
    again.add("other", ("two",))
    assert again.of([name, Name("other")], lambda _: ("never",)) == [("one",), ("two",)]


def test_what_nobody_asked_for_is_not_kept() -> None:
    first = Pieces()
    first.of(named("one", "two"), lambda about: (about.id,))
    again = Pieces(partial(unpacked, first.packed()))
    assert not again.packed()
    again.of(named("two"), lambda _: ("never",))
    assert unpacked(again.packed()).said == {"two": ("two",)}
