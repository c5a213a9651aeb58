"""What is kept comes back as it was, and woven texts one behind the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.packing import FAULTS, Woven, pack, unpack


@given(st.binary())
def test_a_content_comes_back_as_it_was(content: bytes) -> None:
    assert unpack(pack(content)) == content


@given(st.lists(st.tuples(st.binary(), st.binary())))
def test_woven_texts_are_put_together_from_their_parts(parts: list[tuple[bytes, bytes]]) -> None:
    pieces = tuple((pack(one + other), (len(one), len(other))) for one, other in parts)
    woven = Woven((b"<", b"["), pieces, (b"", b","), (b">", b"]"))
    first = b"<" + b"".join(one for one, _ in parts) + b">"
    second = b"[" + b",".join(other for _, other in parts) + b"]"
    assert woven.texts() == (first, second)
    assert unpack(pack(woven)) == first + second


@pytest.mark.parametrize("damaged", [b"", b"\xff" * 4, b"\xff" * 5, b"a text", pack(b"a")[:-1]])
def test_what_was_not_packed_here_is_refused(damaged: bytes) -> None:
    with pytest.raises(FAULTS):
        unpack(damaged)
