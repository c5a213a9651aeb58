"""JSON Feed 1.1, as `json.dumps` writes it with an indent of one.

No text holds a character that XML has not: those have been refused before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import json

from agora.feeds.channel import Channel, Item

JSON_BETWEEN = b",\n  "
"""What stands between two items."""


def json_frame(channel: Channel, self_href: str) -> tuple[str, bytes]:
    """What stands before the items and after them; `self_href` is the address of the feed."""
    before = _members(
        1,
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "home_page_url": channel.home,
            "feed_url": self_href,
            "description": channel.subtitle,
        },
    )
    author = _members(3, {"name": channel.publisher, "url": channel.publisher_href})
    after = _members(1, {"language": channel.language})
    lines = (*before, f' "authors": [\n  {_object(2, author)}\n ]', *after, ' "items": [')
    head = "{\n" + ",\n".join(lines)
    return (head + "\n  ", b"\n ]\n}\n") if channel.shown else (head, b"]\n}\n")


def json_item(item: Item, published: str, updated: str) -> str:
    """One item; its dates are printed."""
    members = {
        "id": item.id,
        "url": item.href,
        "title": item.title,
        "summary": item.summary,
        # One of content_html and content_text has to be there.
        "content_html" if item.html else "content_text": item.html or item.summary or item.title,
        "date_published": published,
        "date_modified": updated,
    }
    lines = _members(3, members)
    if item.categories:
        tags = ",\n    ".join(map(_quoted, item.categories))
        lines.append(f'   "tags": [\n    {tags}\n   ]')
    lines += _members(3, {"language": item.language})
    return _object(2, lines)


def _members(depth: int, members: Mapping[str, str]) -> list[str]:
    """A line for each member that is given."""
    indent = " " * depth
    return [f'{indent}"{name}": {_quoted(text)}' for name, text in members.items() if text]


def _object(depth: int, members: Iterable[str]) -> str:
    """Lines of members as an object; there is at least one."""
    return "{\n" + ",\n".join(members) + "\n" + " " * depth + "}"


def _quoted(text: str) -> str:
    """The text as a string of JSON."""
    return json.encode(text).decode()
