"""Names for bytes: the same bytes have the same digest on every machine."""

from __future__ import annotations

import hashlib

SHORT_HASH_LENGTH = 12
"""48 bits: two of a million assets share a name with a chance of about 1 in 560."""


def digest(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def short_hash(content: bytes) -> str:
    """The part of a `digest` that stands in an asset's name (`site.3f9a0c11d2e4.css`).

    Small letters and digits only, so that it also works where a file system folds case.
    """
    return digest(content)[:SHORT_HASH_LENGTH]
