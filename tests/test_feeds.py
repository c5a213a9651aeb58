"""Feeds are valid, absolute, stable and the same in every build."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import feedparser
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from agora.feeds import MOST_ITEMS, Channel, Item, absolute, print_channel, print_item
from tests import stock_feeds

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = {"a": "http://www.w3.org/2005/Atom"}

VALENCIA = Item(
    id="https://example.org/sites/matchup-valencia/",
    title="MAtchUP Valencia",
    href="https://example.org/sites/matchup-valencia/",
    summary="Energy & mobility in <Poblats Marítims>.",
    html='<p>See <a href="https://example.org/cities/valencia/">Valencia</a>.</p>',
    published=dt.date(2022, 11, 15),
    updated=dt.datetime(2023, 1, 2, 3, 4, 5, 678, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    categories=("Energy", "R&D"),
)
HEERLEN = Item(
    id="https://example.org/sites/storm-heerlen/",
    title="STORM Site Heerlen",
    href="https://example.org/es/sites/storm-heerlen/",
    language="en",
)
CHANNEL = Channel(
    id="https://example.org/es/topics/scalable-cities/feed.xml",
    title="Ciudades & escala",
    home="https://example.org/es/topics/scalable-cities/",
    language="es",
    publisher="Smart Cities Marketplace",
    publisher_href="https://example.org/",
    subtitle="Lo nuevo <sobre> ciudades",
    items=(print_item(VALENCIA), print_item(HEERLEN)),
    licence="CC BY 4.0",
    licence_href="https://creativecommons.org/licenses/by/4.0/",
)
CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r")
BARE = Channel("https://example.org/f", "Cities", "https://example.org/", "en", "Us", ())
AWKWARD = (
    "Heat & power",
    "1 < 2 > 0",
    "a ]]> b <![CDATA[ c",
    "&amp; written &lt;out&gt;",
    "Sun ☀️ and 👩🏽‍🔧",
    "مدينة ذكية",
    "Quotes \" and '",
    "  spaces  ",
)


def atom(channel: Channel) -> bytes:
    return print_channel(channel).texts()[0]


def rss(channel: Channel) -> bytes:
    return print_channel(channel).texts()[1]


def json_feed(channel: Channel) -> bytes:
    return print_channel(channel).texts()[2]


def assert_atom(printed: bytes) -> None:
    schema = etree.RelaxNG(file=str(SCHEMAS / "atom.rng"))
    schema.assertValid(etree.ElementTree(etree.XML(printed)))


def assert_rss(printed: bytes) -> None:
    schema = etree.RelaxNG(file=str(SCHEMAS / "rss.rng"))
    schema.assertValid(etree.ElementTree(etree.XML(printed)))


def assert_json_feed(printed: bytes) -> None:
    schema = json.loads((SCHEMAS / "jsonfeed.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(printed))


def texts(printed: bytes, path: str) -> list[str]:
    found = etree.XML(printed).xpath(path, namespaces=ATOM)
    assert isinstance(found, list)
    return [str(text) for text in found]


@pytest.mark.parametrize("channel", [CHANNEL, BARE], ids=["full", "bare"])
def test_each_format_is_valid_with_everything_and_with_the_least(channel: Channel) -> None:
    assert_atom(atom(channel))
    assert_rss(rss(channel))
    assert_json_feed(json_feed(channel))


def test_the_schemas_refuse_what_is_wrong() -> None:
    """Schemas that let everything pass would prove nothing."""
    for check, printed in (
        (assert_atom, atom(CHANNEL).replace(b"<updated>", b"<updated>x")),
        (assert_rss, rss(CHANNEL).replace(b"Tue, 15 Nov", b"Tue, 15. Nov")),
        (assert_rss, rss(CHANNEL).replace(b"<link>https:", b"<link>")),
    ):
        with pytest.raises(etree.DocumentInvalid):
            check(printed)
    with pytest.raises(jsonschema.ValidationError):
        assert_json_feed(json_feed(CHANNEL).replace(b'"id"', b'"ident"'))


def test_a_second_reader_finds_nothing_wrong_and_the_same_entries() -> None:
    for printed in (atom(CHANNEL), rss(CHANNEL)):
        read = feedparser.parse(printed)
        assert not read.bozo
        assert read.feed.title == "Ciudades & escala"
        assert [(entry.id, entry.title, entry.link) for entry in read.entries] == [
            (item.id, item.title, item.href) for item in (VALENCIA, HEERLEN)
        ]
        assert read.entries[0].content[0].value == VALENCIA.html


def test_a_feed_says_where_it_is_and_which_page_it_follows() -> None:
    printed = atom(CHANNEL)
    assert texts(printed, "a:link[@rel='self']/@href") == [CHANNEL.home + "feed.xml"]
    assert texts(printed, "a:link[@rel='alternate']/@href") == [CHANNEL.home]
    printed = rss(CHANNEL)
    assert texts(printed, "channel/a:link/@href") == [CHANNEL.home + "rss.xml"]
    assert texts(printed, "channel/link/text()") == [CHANNEL.home]
    read = json.loads(json_feed(CHANNEL))
    assert read["feed_url"] == CHANNEL.home + "feed.json"
    assert read["home_page_url"] == CHANNEL.home


def test_a_feed_names_its_licence_and_publisher() -> None:
    printed = atom(CHANNEL)
    assert texts(printed, "a:rights/text()") == ["CC BY 4.0"]
    assert texts(printed, "a:link[@rel='license']/@href") == [CHANNEL.licence_href]
    assert texts(printed, "a:author/a:name/text()") == ["Smart Cities Marketplace"]
    assert texts(rss(CHANNEL), "channel/copyright/text()") == [
        "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    ]


def test_every_atom_id_is_different_and_every_entry_has_a_page() -> None:
    """RFC 4287 asks for both beside its grammar (4.1.1, 4.1.2, 4.2.6)."""
    printed = atom(CHANNEL)
    ids = texts(printed, "//a:id/text()")
    assert len(ids) == len(set(ids)) == 3
    assert len(texts(printed, "a:entry/a:link[@rel='alternate']/@href")) == 2


def test_an_id_stays_when_the_title_changes() -> None:
    renamed = dataclasses.replace(
        CHANNEL, items=(print_item(replace(VALENCIA, title="Valencia by the sea")),)
    )
    for read in (atom, rss):
        assert feedparser.parse(read(renamed)).entries[0].id == VALENCIA.id
    assert json.loads(json_feed(renamed))["items"][0]["id"] == VALENCIA.id


def test_a_guid_is_a_permalink_only_where_it_is_the_address() -> None:
    printed = rss(CHANNEL)
    assert texts(printed, "channel/item/guid/@isPermaLink") == ["true", "false"]


def test_dates_are_in_utc_and_a_day_is_its_first_moment() -> None:
    channel = dataclasses.replace(CHANNEL, items=(print_item(VALENCIA),))
    printed = atom(channel)
    assert texts(printed, "a:entry/a:published/text()") == ["2022-11-15T00:00:00Z"]
    assert texts(printed, "a:entry/a:updated/text()") == ["2023-01-02T02:04:05Z"]
    assert texts(printed, "a:updated/text()") == ["2023-01-02T02:04:05Z"]
    printed = rss(channel)
    assert texts(printed, "channel/item/pubDate/text()") == ["Tue, 15 Nov 2022 00:00:00 GMT"]
    assert texts(printed, "channel/lastBuildDate/text()") == ["Mon, 02 Jan 2023 02:04:05 GMT"]
    [item] = json.loads(json_feed(channel))["items"]
    assert (item["date_published"], item["date_modified"]) == (
        "2022-11-15T00:00:00Z",
        "2023-01-02T02:04:05Z",
    )


def test_an_unknown_date_is_left_out_and_is_the_start_of_unix_time_in_atom() -> None:
    channel = dataclasses.replace(CHANNEL, items=(print_item(HEERLEN),))
    printed = atom(channel)
    assert texts(printed, "//a:updated/text()") == ["1970-01-01T00:00:00Z"] * 2
    assert texts(printed, "//a:published") == []
    assert b"Date>" not in rss(channel)
    assert b"date_" not in json_feed(channel)


def test_an_entry_that_never_changed_was_updated_when_it_was_published() -> None:
    channel = dataclasses.replace(CHANNEL, items=(print_item(replace(VALENCIA, updated=None)),))
    printed = atom(channel)
    assert texts(printed, "a:entry/a:updated/text()") == ["2022-11-15T00:00:00Z"]


@pytest.mark.parametrize("title", AWKWARD)
def test_an_awkward_title_arrives_as_it_was_written(title: str) -> None:
    channel = dataclasses.replace(
        CHANNEL, title=title, items=(print_item(replace(VALENCIA, title=title)),)
    )
    printed = atom(channel)
    assert_atom(printed)
    assert texts(printed, "a:title/text()") == texts(printed, "a:entry/a:title/text()") == [title]
    printed = rss(channel)
    assert_rss(printed)
    assert texts(printed, "channel/item/title/text()") == [title]
    printed = json_feed(channel)
    assert_json_feed(printed)
    assert json.loads(printed)["items"][0]["title"] == title


def test_a_summary_is_text_in_every_format() -> None:
    for printed in (atom(CHANNEL), rss(CHANNEL)):
        summary = feedparser.parse(printed).entries[0].summary
        # Readers show RSS descriptions as HTML, so the text has to be escaped in there.
        assert summary.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == (
            VALENCIA.summary
        )
    [item, _] = json.loads(json_feed(CHANNEL))["items"]
    assert item["summary"] == VALENCIA.summary


def test_text_in_another_language_says_so() -> None:
    printed = atom(CHANNEL)
    assert texts(printed, "@xml:lang") == ["es"]
    assert texts(printed, "a:entry/@xml:lang") == ["en"]
    items = json.loads(json_feed(CHANNEL))["items"]
    assert [item.get("language") for item in items] == [None, "en"]


def test_items_keep_their_order_and_end_after_fifty() -> None:
    items = tuple(
        print_item(replace(HEERLEN, id=f"https://example.org/{n}/", title=str(n)))
        for n in range(MOST_ITEMS + 9)
    )
    channel = dataclasses.replace(CHANNEL, items=items)
    expected = [str(n) for n in range(50)]
    printed = atom(channel)
    assert texts(printed, "a:entry/a:title/text()") == expected
    printed = rss(channel)
    assert texts(printed, "channel/item/title/text()") == expected
    read = json.loads(json_feed(channel))
    assert [item["title"] for item in read["items"]] == expected


visible = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1)
days = st.none() | st.dates() | st.datetimes(timezones=st.none() | st.just(dt.UTC))


@given(title=visible, summary=visible, published=days, updated=days)
def test_any_text_and_date_is_valid_and_printed_the_same_twice(
    title: str, summary: str, published: dt.date | None, updated: dt.date | None
) -> None:
    item = replace(
        VALENCIA, title=title, summary=summary, published=published, updated=updated, html=summary
    )
    channel = dataclasses.replace(CHANNEL, items=(print_item(item),), subtitle=title)
    for write, check in ((atom, assert_atom), (rss, assert_rss), (json_feed, assert_json_feed)):
        printed = write(channel)
        check(printed)
        assert printed == write(channel)


PAGE = "https://example.org/marketplace/cities/valencia/"


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("/marketplace/about/", "https://example.org/marketplace/about/"),
        ("port.jpg", PAGE + "port.jpg"),
        ("../heerlen/#map", "https://example.org/marketplace/cities/heerlen/#map"),
        ("#fn:1", PAGE + "#fn:1"),
        ("?a=1&amp;b=2", PAGE + "?a=1&amp;b=2"),
        ("https://other.example/x", "https://other.example/x"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_an_address_in_a_text_becomes_absolute(relative: str, expected: str) -> None:
    assert absolute(f'<a href="{relative}">x</a>', PAGE) == f'<a href="{expected}">x</a>'


def test_pictures_become_absolute_and_the_rest_stays() -> None:
    html = (
        '<h2 id="a">Sun &amp; sea</h2>\n<p>Text<br>😀 مدينة <sub>2</sub></p>\n'
        '<details><summary>More</summary><p><img src="{}a.png" alt="The harbour"'
        ' srcset="{}a.png 1x, {}b.png 2x"></p></details>'
    )
    made = absolute(html.format("", "", ""), PAGE)
    assert made == html.format(PAGE, PAGE, PAGE)


def test_text_without_a_tag_and_no_text_stay_as_they_are() -> None:
    assert absolute("", PAGE) == ""
    assert absolute("before <b>x</b> after", PAGE) == "before <b>x</b> after"


anything = st.text(st.characters(codec="utf-8") | st.sampled_from("<>&\"'\r\n\t]é 😀"))
in_xml = anything.filter(lambda text: not set(text) & (CONTROLS | {"\ufffe", "\uffff"}))
some = in_xml.filter(bool)


@st.composite
def items(draw: st.DrawFn) -> Item:
    return Item(
        *(draw(some), draw(in_xml), draw(some), draw(in_xml), draw(in_xml), draw(days), draw(days)),
        categories=tuple(draw(st.lists(in_xml, max_size=3))),
        language=draw(in_xml),
    )


@st.composite
def channels(draw: st.DrawFn) -> tuple[Channel, list[Item]]:
    printed = draw(st.lists(items(), max_size=3))
    channel = Channel(
        *(draw(some), draw(some), draw(some), draw(some), draw(some)),
        items=tuple(map(print_item, printed)),
        subtitle=draw(in_xml),
        publisher_href=draw(in_xml),
        updated=draw(days),
        licence=draw(in_xml),
        licence_href=draw(in_xml),
    )
    return channel, printed


@given(channels())
def test_every_feed_is_what_lxml_and_json_would_print(made: tuple[Channel, list[Item]]) -> None:
    channel, printed = made
    assert print_channel(channel).texts() == (
        stock_feeds.atom(channel, printed, channel.home + "feed.xml"),
        stock_feeds.rss(channel, printed, channel.home + "rss.xml"),
        stock_feeds.json_feed(channel, printed, channel.home + "feed.json"),
    )


few = st.sampled_from(("", "a", "b"))
few_days = st.sampled_from((None, dt.date(2022, 11, 15), dt.datetime(2022, 11, 15, 0, 0, 0, 7)))
alike = st.builds(
    Item,
    *(few, few, few, few, few, few_days, few_days),
    categories=st.lists(few, max_size=2).map(tuple),
    language=few,
)


@given(first=alike, second=alike)
def test_items_have_the_same_digest_only_where_they_are_printed_the_same(
    first: Item, second: Item
) -> None:
    one, other = print_item(first), print_item(second)
    assert (one.digest == other.digest) == (one.packed == other.packed)


@pytest.mark.parametrize("character", [*sorted(CONTROLS), "\ufffe", "\uffff", "\ud800"])
def test_a_character_that_xml_has_not_is_refused_as_lxml_refuses_it(character: str) -> None:
    for item in (replace(VALENCIA, html=character), replace(VALENCIA, categories=(character,))):
        with pytest.raises(ValueError, match=r"XML|surrogates"):
            stock_feeds.atom(BARE, (item,), "https://example.org/")
        with pytest.raises(ValueError, match=r"XML|surrogates"):
            print_item(item)
    with pytest.raises(ValueError, match=r"XML|surrogates"):
        print_channel(dataclasses.replace(CHANNEL, title=character))
