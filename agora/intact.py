"""The links of an amended website: what was made leads somewhere, and what others link to is still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from agora.broken import check_links
from agora.edits import refuse
from agora.linkcheck import Scanned
from agora.outputs import Edited, Output
from agora.page import Work, scanned_before
from agora.plan import Page
from agora.rendering import Made
from agora.snapshot import Snapshot


def refuse_broken(
    work: Work,
    snapshot: Snapshot,
    made: Made,
    before: Mapping[str, Output],
    gone: frozenset[str],
    outputs: Sequence[Output],
) -> None:
    """Refuse an edit after which a link of the website leads nowhere.

    `before` are the files of the website that it is made into, by path, `gone` the paths of those that are
    there no more, `outputs` the new ones.
    """
    assert work.store is not None
    refuse(chain.from_iterable(page.problems for page in made.pages))
    store, new = work.store, {page.page.path for page in made.pages}

    def known(path: str) -> Scanned:
        kept = before[path].kept
        assert kept is not None, "a page is in the store"
        return scanned_before(store, kept.key)

    looked_at: list[tuple[Page, Scanned]] = []
    has_lost = False
    for page in made.pages:
        before_it = known(page.page.path)
        has_lost = has_lost or not page.scanned.ids >= before_it.ids
        # A page stays where it is, and so a link to one that was there leads somewhere.
        to_pages = {link for link in before_it.links if link.endswith("/") and "#" not in link}
        looked_at.append((page.page, page.scanned.without(to_pages)))
    if has_lost:
        others = (piece for piece in snapshot.pieces if isinstance(piece, Page))
        looked_at += [(page, known(page.path)) for page in others if page.path not in new]
    refuse(
        check_links(
            work,
            Edited(before, {output.path: output for output in outputs}, gone),
            looked_at,
            lambda path: known(path).ids if path.endswith(".html") else frozenset(),
        )
    )
