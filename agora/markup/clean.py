"""The last step: an allow-list that knows nothing of how the HTML was made."""

from __future__ import annotations

from functools import cache

import nh3

from agora.markup.rendered import SCHEMES
from agora.markup.targets import OUTSIDE_SCHEMES

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
ALLOWED: dict[str, set[str]] = {
    **{tag: {"id"} for tag in _HEADINGS},
    **{tag: set() for tag in ("p", "ul", "blockquote", "pre", "hr", "br", "em", "strong")},
    **{tag: set() for tag in ("table", "thead", "tbody", "tr", "sub", "kbd", "summary")},
    "ol": {"start"},
    "li": {"id"},
    "code": {"class"},
    "th": {"scope", "class"},
    "td": {"class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "sup": {"id"},
    "abbr": set(),
    "details": {"open"},
    "a": {"href", "role"},
    "img": {"src", "alt", "loading"},
}
EVERYWHERE = frozenset({"title", "lang", "dir"})


def clean(html: str) -> str:
    """The HTML as a browser would read it, without anything that the list does not name.

    Equal to `html` where that was safe and well formed to begin with.
    """
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ALLOWED),
        attributes={**ALLOWED, "*": set(EVERYWHERE)},
        url_schemes={*OUTSIDE_SCHEMES, *SCHEMES.values()},
        link_rel=None,
    )
