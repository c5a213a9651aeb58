"""The end of an entry's page: how to cite it, and where to say that something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.views.page_end import tex
from tests.workspace import MARKETPLACE, Workspace

SUBJECT = "Something%20is%20wrong%3A%20initiatives%2Fgiants"

PAGES = """\
-- content/initiatives/giants.yaml --
title: 'Giants & {Dwarfs}: 50 % of "it"'
updated: 2026-05-04
-- content/pages/contact.md --
---
title: Contact
---
"""


def built(website: Callable[[str], Workspace], settings: str = "") -> Workspace:
    workspace = website(f"-- content/marketplace.yaml --\n{MARKETPLACE}{settings}{PAGES}")
    workspace.build()
    return workspace


def test_a_page_is_cited_in_words_as_bibtex_and_as_ris(
    website: Callable[[str], Workspace],
) -> None:
    page = built(website).page("/initiatives/giants/")
    plain = unescape(page.split("Cite this page</summary>\n<p>")[1].split("</p>")[0])
    href = "https://example.org/initiatives/giants/"
    assert plain == f'Test Market (2026): Giants & {{Dwarfs}}: 50 % of "it". {href}'
    bibtex, ris = (unescape(text) for text in re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)[-2:])
    assert bibtex == (
        "@online{initiatives-giants,\n"
        '  title = {{Giants \\& \\{Dwarfs\\}: 50 \\% of "it"}},\n'
        "  organization = {Test Market},\n  year = {2026},\n"
        f"  url = {{{href}}},\n}}"
    )
    assert dict(line.split("  - ") for line in ris.splitlines()) == {
        "TY": "ELEC",
        "TI": 'Giants & {Dwarfs}: 50 % of "it"',
        "PB": "Test Market",
        "PY": "2026",
        "UR": href,
        "ER": "",
    }


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"))))
def test_text_for_tex_can_be_read_back_and_holds_no_sign_of_its_own(text: str) -> None:
    names = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    read = re.sub(
        r"\\text[a-z]+\{\}|\\[#$%&_{}]", lambda found: names.get(found[0], found[0][-1]), tex(text)
    )
    assert read == text
    bare = re.sub(r"\\text[a-z]+\{\}|\\[#$%&_{}]", "", tex(text))
    assert not set(bare) & set("\\{}#$%&_~^")


@pytest.mark.parametrize(
    ("settings", "href"),
    [
        ("", "/contact/"),
        (
            "contact: {email: a@example.org}\n",
            "mailto:a@example.org?subject=Something%20is%20wrong%3A%20initiatives%2Fgiants",
        ),
        (
            "contact: {email: a@example.org}\nrepository: https://github.com/a/b\n",
            f"https://github.com/a/b/issues/new?title={SUBJECT}",
        ),
        (
            "repository: https://gitlab.com/a/b\n",
            f"https://gitlab.com/a/b/-/issues/new?issue[title]={SUBJECT}",
        ),
    ],
)
def test_a_reader_can_say_what_is_wrong_with_the_pages_id(
    website: Callable[[str], Workspace], settings: str, href: str
) -> None:
    page = built(website, settings).page("/initiatives/giants/")
    assert f'<a href="{href}">Tell us what is wrong here</a>' in unescape(page)


def test_without_anybody_to_tell_there_is_no_link(website: Callable[[str], Workspace]) -> None:
    workspace = website("-- content/initiatives/giants.yaml --\ntitle: Giants\n")
    workspace.build()
    assert "Tell us what is wrong here" not in workspace.page("/initiatives/giants/")
