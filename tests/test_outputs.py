"""What the outputs of a website are after an edit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agora.outputs import Edited, Output

PATHS = st.sampled_from(["a", "b", "c", "pagefind/a", "pagefind/b"])
WEBSITES = st.dictionaries(PATHS, st.binary(max_size=1).map(lambda content: Output("", content)))


@given(before=WEBSITES, new=WEBSITES, gone=st.frozensets(PATHS))
def test_an_edited_website_is_what_stays_and_what_is_new(
    before: dict[str, Output], new: dict[str, Output], gone: frozenset[str]
) -> None:
    """The index of the texts before is another one now."""
    stays = {
        path: output
        for path, output in before.items()
        if path not in gone and not path.startswith("pagefind/")
    }
    edited = Edited(before, new, gone)
    assert dict(edited) == {**stays, **new}
    assert len(edited) == len({**stays, **new})
    assert {path for path in ("a", "b", "pagefind/a") if path in edited} == {
        path for path in ("a", "b", "pagefind/a") if path in {**stays, **new}
    }
