"""Values that are read back one by one from one file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import FileIO
from pathlib import Path

import pytest

from agora.documents import Body, Scalar
from agora.pickled import KeptRows, Rows
from agora.problems import Place
from agora.store import Lost

SHARED = Place("content/cities/ghent.md", 3)
SIMILAR = [(Scalar("a" * at, at, 1), Body("text", at), {"shared": SHARED}) for at in range(1, 9)]
OTHERS = [
    [],
    (SHARED, SHARED, SHARED),
    {f"key {at}": (Place(f"{at}"), {at}, frozenset({at})) for at in range(300)},
    {"moment": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "day": dt.date(2026, 1, 1)},
    Decimal("1.00"),
]


def kept(rows: Rows, file: Path) -> KeptRows:
    file.write_bytes(b"before" + rows.content)
    return KeptRows(FileIO(file), len("before"), rows.starts, rows.sums, rows.common, {})


def test_values_come_back_in_any_order(tmp_path: Path) -> None:
    rows = Rows(SIMILAR[:2], {})
    similar = {rows.add(value): value for value in SIMILAR}
    others = {rows.add_alone(value): value for value in OTHERS}
    again = {rows.add(value): value for value in (*SIMILAR, *OTHERS)}
    found = kept(rows, tmp_path / "rows")
    for number, value in reversed((similar | others | again).items()):
        assert found[number] == found[number] == value
        assert repr(found[number]) == repr(value)


def test_what_values_have_in_common_is_written_once() -> None:
    much, nothing = Rows(SIMILAR[:1], {}), Rows(None, {})
    for value in SIMILAR:
        much.add(value)
        nothing.add(value)
    assert len(much.content) < len(nothing.content) / 2


def test_rows_are_copied_as_they_stand(tmp_path: Path) -> None:
    rows = Rows(SIMILAR[:2], {})
    numbers = [*(rows.add(value) for value in SIMILAR), *(rows.add_alone(one) for one in OTHERS)]
    former = kept(rows, tmp_path / "former")
    after = Rows(None, {}, former)
    new = after.add(SIMILAR[3])
    copies = [after.copied(number) for number in reversed(numbers)]
    found = kept(after, tmp_path / "after")
    assert found[new] == SIMILAR[3]
    assert [found[copy] for copy in copies if copy] == [*reversed((*SIMILAR, *OTHERS))]


def test_no_row_is_copied_where_what_they_have_in_common_would_be_written_otherwise(
    tmp_path: Path,
) -> None:
    rows = Rows(SIMILAR[:2], {})
    number = rows.add(SIMILAR[0])
    former = kept(rows, tmp_path / "former")
    former.in_common = SIMILAR[:1]
    after = Rows(None, {}, former)
    assert after.copied(number) is None
    new = after.add(SIMILAR[0])
    assert kept(after, tmp_path / "after")[new] == SIMILAR[0]


def test_damage_is_noticed_where_it_is(tmp_path: Path) -> None:
    rows = Rows(SIMILAR[:1], {})
    numbers = [rows.add(value) for value in SIMILAR]
    spoilt = bytearray(rows.content)
    spoilt[rows.starts[3] + 5] ^= 1
    file = tmp_path / "rows"
    file.write_bytes(spoilt)
    found = KeptRows(FileIO(file), 0, rows.starts, rows.sums, rows.common, {})
    assert found[numbers[2]] == SIMILAR[2]
    with pytest.raises(Lost):
        found[numbers[3]]
