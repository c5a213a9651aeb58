"""The facets of the explorer in words: boxes to tick, links to the pages of their values, and the style
sheet that filters the list without a script."""

from __future__ import annotations

from agora import labels
from agora.addresses import explore_address
from agora.explore import COUNTRY, FACETS, RESULTS, SIZE, STATUS, THEME, TYPE, Choice, size_named
from agora.fingerprint import short_hash
from agora.geography.countries import country_name
from agora.outputs import Output
from agora.similar import SizeClass
from agora.views.edition import Edition, alphabetical
from agora.views.explore_shapes import Box, FacetBoxes
from agora.views.once import once_each
from agora.views.shapes import Phrase

_AT_ONCE = 8
"""How many countries show before "more" is opened."""


def facet_heading(edition: Edition, facet: str) -> str:
    headings = {
        TYPE: edition._("Type"),
        THEME: edition._("Theme"),
        COUNTRY: edition._("Country"),
        SIZE: edition._("People in the city"),
        STATUS: edition._("Status of the project or site"),
        RESULTS: edition._("Results"),
    }
    return headings[facet]


def choice_words(edition: Edition, choice: Choice) -> Phrase:
    """What a value is called."""
    if choice.facet == THEME:
        return edition.title(edition.library.entries[f"themes/{choice.value}"])
    if choice.facet == COUNTRY:
        return Phrase(country_name(choice.value.upper(), edition.language))
    if choice.facet == SIZE:
        return Phrase(_size(edition, size_named(choice.value)))
    if choice.facet == TYPE:
        return Phrase(edition._(labels.COLLECTIONS[choice.value]))
    if choice.facet == STATUS:
        names = {**labels.STATUS, **labels.SITE_STATUS}
        return Phrase(edition._(names[choice.value]))
    return Phrase(edition._("Has results with a source"))


def _size(edition: Edition, size: SizeClass) -> str:
    """A population class under a heading that says that people are counted."""
    least = edition.number(size.least)
    if size.most is None:
        return edition._("%(least)s and more") % {"least": least}
    if size.least == 0:
        return edition._("Under %(most)s") % {"most": edition.number(size.most)}
    return f"{least}–{edition.number(size.most)}"


def facet_href(edition: Edition, choice: Choice) -> str:
    return edition.href(explore_address(choice.path, 1, edition.language, edition.default))


def facet_boxes(edition: Edition) -> tuple[FacetBoxes, ...]:
    """The facets that have choices; the countries with the most entries first, all others as declared."""
    return tuple(
        _facet(edition, facet, None) for facet in FACETS if edition.survey.explorer.choices[facet]
    )


@once_each
def siblings(edition: Edition, current: Choice) -> tuple[FacetBoxes, ...]:
    """Links for the page of one value: the other values of its facet first, then the short facets."""
    shown = (
        *(facet for facet in FACETS if facet == current.facet),
        *(facet for facet in (TYPE, STATUS, RESULTS) if facet != current.facet),
    )
    return tuple(
        _facet(edition, facet, current) for facet in shown if edition.survey.explorer.choices[facet]
    )


def _facet(edition: Edition, facet: str, current: Choice | None) -> FacetBoxes:
    heading = facet_heading(edition, facet)
    choices = edition.survey.explorer.choices[facet]
    if facet == THEME:
        return FacetBoxes(facet, heading, _themes(edition, "", current))
    boxes = [_box(edition, choice, current) for choice in choices]
    if facet != COUNTRY:
        return FacetBoxes(facet, heading, tuple(boxes))
    counts = {choice.value: choice.count for choice in choices}
    boxes.sort(key=lambda box: (-counts[box.value], alphabetical(box.text)))
    more = sorted(boxes[_AT_ONCE:], key=lambda box: alphabetical(box.text))
    return FacetBoxes(facet, heading, tuple(boxes[:_AT_ONCE]), tuple(more))


def _themes(edition: Edition, parent: str, current: Choice | None) -> tuple[Box, ...]:
    boxes = (
        _box(edition, choice, current, _themes(edition, choice.value, current))
        for choice in edition.survey.explorer.choices[THEME]
        if choice.parent == parent
    )
    return tuple(sorted(boxes, key=lambda box: (alphabetical(box.text), box.value)))


def _box(
    edition: Edition, choice: Choice, current: Choice | None, boxes: tuple[Box, ...] = ()
) -> Box:
    words = choice_words(edition, choice)
    return Box(
        name=edition.survey.explorer.names[choice.path],
        value=choice.value,
        text=words.text,
        count=edition.number(choice.count),
        href=facet_href(edition, choice),
        lang=words.lang,
        boxes=boxes,
        current=choice == current,
    )


def filter_sheet(edition: Edition) -> Output:
    """The style sheet that hides what is not chosen, as long as no script does it.

    Each facet has a variable that hides an entry when something of the facet is ticked, and that is
    unset again by each ticked value that the entry has; an entry shows when no variable is left. They
    are not inherited, so that a tick costs no new style of what is inside the entries.
    """
    explorer = edition.survey.explorer
    own = "".join(f'@property --{facet}{{syntax:"*";inherits:false}}' for facet in FACETS)
    rules: list[str] = []
    shown = "grid"
    for facet in FACETS:
        names = [explorer.names[choice.path] for choice in explorer.choices[facet]]
        if names:
            rules.append(f".unled:has([name={facet}]:checked) .found{{--{facet}:none}}")
            ticked = ",".join(f".unled:has(#{name}:checked) .{name}" for name in names)
            rules.append(f"{ticked}{{--{facet}:initial}}")
            shown = f"var(--{facet},{shown})"
    rules.append(f".unled .found{{display:{shown}}}")
    css = f"{own}@layer pages{{{''.join(rules)}}}".encode()
    return Output(f"assets/filter.{short_hash(css)}.css", css, claimant="the explorer's filter")
