"""A manifest that is changed as text is the one that would have been written anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.outputs import MANIFEST
from agora.writing.manifest import FileRecord, Generation, UnreadableManifest
from agora.writing.rows import ManifestRows, differing_rows, manifest_rows_in

PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
RECORDS = st.builds(FileRecord, st.sampled_from(["a" * 64, "b" * 64]), st.integers(0, 9))
LISTINGS = st.dictionaries(PATHS, RECORDS)


def rows_of(files: dict[str, FileRecord]) -> ManifestRows:
    return ManifestRows.read(Generation(files).lists[MANIFEST])


@given(before=LISTINGS, changes=st.dictionaries(PATHS, st.none() | RECORDS))
def test_rows_are_replaced_where_they_stand(
    before: dict[str, FileRecord], changes: dict[str, FileRecord | None]
) -> None:
    wanted = {path: record for path, record in (before | changes).items() if record}
    rows = rows_of(before)
    assert rows.with_records(changes) == Generation(wanted).lists[MANIFEST]
    assert {path: rows.record(path) for path in changes} == {p: before.get(p) for p in changes}


@given(one=LISTINGS, other=LISTINGS)
def test_two_manifests_differ_in_what_is_not_in_both(
    one: dict[str, FileRecord], other: dict[str, FileRecord]
) -> None:
    assert differing_rows(rows_of(one), rows_of(other), len(one) + len(other)) == {
        path: (one.get(path), other.get(path))
        for path in one.keys() | other.keys()
        if one.get(path) != other.get(path)
    }


@pytest.mark.parametrize(("most", "is_told"), [(1, False), (2, True)])
def test_where_too_many_differ_nobody_says_which(most: int, is_told: bool) -> None:
    one, two = ({path: FileRecord(sha * 64, 1) for path in "xy"} for sha in "ab")
    assert (differing_rows(rows_of(one), rows_of(two), most) is not None) is is_told
    assert (differing_rows(rows_of(one), rows_of({}), most) is not None) is is_told


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"\xff", Generation({"a": FileRecord("b", 1)}).lists[MANIFEST][:-1]],
)
def test_a_manifest_of_another_program_or_cut_is_not_taken_for_ours(
    tmp_path: Path, text: bytes
) -> None:
    (tmp_path / MANIFEST).write_bytes(text)
    with pytest.raises(UnreadableManifest):
        manifest_rows_in(tmp_path)


@pytest.mark.parametrize(
    "row", ["", "  odd", '  "a": {"sha256": 1, "size": 1}', '  "a": {"size": 1}']
)
def test_a_row_that_cannot_be_right_is_refused(row: str) -> None:
    with pytest.raises(UnreadableManifest, match="cannot be right"):
        differing_rows(ManifestRows([row]), ManifestRows([]), 1)
