"""The three feeds of everything that has any: printed, or as the store has them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from agora.addresses import output_path
from agora.engine import engine_digest
from agora.feeds import print_channel
from agora.fingerprint import digest
from agora.outputs import Kept, Output
from agora.packing import pack, unpack
from agora.page import Work
from agora.plan import FEED_FILES, Home
from agora.store import Value, key_of
from agora.trace import Notes
from agora.views.channels import channel_of


class PrintedFeeds(NamedTuple):
    """The three feeds of one home.

    `key` names all that they were made from; `files` are the SHA-256 and the size in bytes of each; `reads`
    is the trace of their channel. `value` is what the store may keep, with the texts one behind the other;
    None where the store has them.
    """

    home: Home
    key: bytes
    files: tuple[tuple[str, int], ...]
    reads: tuple[str, ...]
    value: Value | None = None


def print_feeds(work: Work, homes: Sequence[Home]) -> tuple[PrintedFeeds, ...]:
    """The feeds of each home; those whose key is in the store are not printed again."""
    seen = []
    for home in homes:
        with Notes() as reads:
            channel = channel_of(work.editions[home.language], home.address, home.subject)
        items = (item.digest for item in channel.shown)
        key = key_of("feeds", engine_digest(), repr(channel), *items)
        seen.append((home, channel, key, tuple(reads)))
    heads = work.store.heads(key for _, _, key, _ in seen) if work.store else {}
    found: list[PrintedFeeds] = []
    for home, channel, key, trace in seen:
        if key in heads:
            files = tuple((sha256, size) for sha256, size in json.loads(heads[key]))
            found.append(PrintedFeeds(home, key, files, trace))
        else:
            texts = print_channel(channel)
            files = tuple((digest(text), len(text)) for text in texts.texts())
            value = Value(json.dumps(files).encode(), pack(texts))
            found.append(PrintedFeeds(home, key, files, trace, value))
    return tuple(found)


def feed_outputs(work: Work, printed: PrintedFeeds) -> Iterator[Output]:
    """The feeds as they will be written."""
    folder = output_path(printed.home.address).removesuffix("index.html")
    start = 0
    for name, (sha256, size_bytes) in zip(FEED_FILES, printed.files, strict=True):
        source = partial(_text, work, printed)
        yield Output(folder + name, kept=Kept(sha256, size_bytes, source, printed.key, start))
        start += size_bytes


def _text(work: Work, printed: PrintedFeeds, kept: Kept) -> bytes:
    """A part of the texts as they were printed, or as the store has them; printed again where it has lost
    them."""
    texts = unpack(printed.value.packed) if printed.value else None
    if texts is None and work.store:
        texts = work.store.body(printed.key)
    if texts is None:
        again = print_feeds(replace(work, store=None), (printed.home,))[0]
        return _text(work, again, kept)
    return texts[kept.start : kept.start + kept.size_bytes]
