"""Contents of files with their digest in front: what was cut, changed or never written whole is noticed."""

from __future__ import annotations

from hashlib import sha256

_SUM_BYTES = sha256().digest_size


class NotSealed(Exception):
    """It is not what was sealed."""


def sealed(content: bytes) -> bytes:
    """The content as it is kept."""
    return sha256(content).digest() + content


def open_sealed(kept: bytes) -> memoryview:
    """The content. Raises `NotSealed`."""
    content = memoryview(kept)[_SUM_BYTES:]
    if sha256(content).digest() != kept[:_SUM_BYTES]:
        raise NotSealed
    return content
