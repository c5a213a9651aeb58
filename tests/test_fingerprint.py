from __future__ import annotations

from pathlib import Path

from agora.fingerprint import SHORT_HASH_LENGTH, digest, short_hash
from agora.writing.manifest import FileRecord
from agora.writing.tree import record_at


def test_a_digest_is_the_sha256_that_other_programs_print() -> None:
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_file_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    (tmp_path / "plan.pdf").write_bytes(content)
    assert record_at(tmp_path / "plan.pdf") == FileRecord(digest(content), len(content))


def test_a_short_hash_changes_with_one_byte_and_fits_an_asset_name_on_every_file_system() -> None:
    assert short_hash(b"a{}") == short_hash(b"a{}") != short_hash(b"b{}")
    assert len(short_hash(b"")) == SHORT_HASH_LENGTH
    assert set(short_hash(b"a{}")) <= set("0123456789abcdef")
