"""Pieces of a large file are made again only where some of what they read has changed."""

from __future__ import annotations

from functools import partial

from agora.pieces import Pieces, unpacked
from agora.trace import Notes, note


def test_a_piece_is_made_again_when_what_it_read_is_reached_and_not_before() -> None:
    asked: list[str] = []

    def say(name: str, word: str) -> tuple[str, ...]:
        asked.append(name)
        note(name)
        return name, word

    first = Pieces()
    for name in ("one", "two"):
        first.of(name, partial(say, name, "before"))
    again = Pieces(partial(unpacked, first.packed()), reached=frozenset({"two"}))
    said = [again.of(name, partial(say, name, "after")) for name in ("one", "two", "three")]
    assert said == [("one", "before"), ("two", "after"), ("three", "after")]
    assert asked == ["one", "two", "two", "three"]
    third = Pieces(partial(unpacked, again.packed()))
    with Notes() as read:
        assert third.of("two", partial(say, "two", "never")) == ("two", "after")
    assert read == {"two"}, "who uses a piece reads what went into it"
    assert len(asked) == 4
