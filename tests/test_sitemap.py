"""Sitemaps are valid, complete and name each language both ways; robots.txt leads to them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from agora.sitemap import SitemapPage, robots, sitemaps
from agora.views.framing import Alternate

SCHEMA = Path(__file__).parent / "schemas" / "sitemap.xsd"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
HOME = "https://example.org/marketplace/"

LANGUAGES = (
    Alternate("en", HOME + "cities/valencia/"),
    Alternate("es", HOME + "es/cities/valencia/"),
    Alternate("x-default", HOME + "cities/valencia/"),
)
VALENCIA = SitemapPage(HOME + "cities/valencia/", dt.date(2022, 11, 15), LANGUAGES)
VALENCIA_ES = SitemapPage(
    HOME + "es/cities/valencia/", dt.datetime(2023, 1, 2, 3, 4, 5, tzinfo=dt.UTC), LANGUAGES
)
HEERLEN = SitemapPage(HOME + "cities/heerlen/")


def texts(printed: bytes, path: str) -> list[str]:
    found = etree.XML(printed).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(text) for text in found]


def assert_valid(printed: bytes) -> None:
    etree.XMLSchema(file=str(SCHEMA)).assertValid(etree.ElementTree(etree.XML(printed)))


def test_a_sitemap_is_valid_and_sorted_by_address() -> None:
    [written] = sitemaps((VALENCIA_ES, VALENCIA, HEERLEN), HOME)
    assert written.path == "sitemap.xml"
    assert_valid(written.content)
    assert texts(written.content, "s:url/s:loc/text()") == [
        HOME + "cities/heerlen/",
        HOME + "cities/valencia/",
        HOME + "es/cities/valencia/",
    ]
    assert sitemaps((HEERLEN, VALENCIA, VALENCIA_ES), HOME) == (written,)


def test_each_page_names_itself_and_its_translations() -> None:
    [written] = sitemaps((VALENCIA, VALENCIA_ES, HEERLEN), HOME)
    for address in (VALENCIA.href, VALENCIA_ES.href):
        links = f"s:url[s:loc='{address}']/x:link"
        assert texts(written.content, f"{links}/@hreflang") == ["en", "es", "x-default"]
        assert texts(written.content, f"{links}/@href") == [other.href for other in LANGUAGES]
    assert texts(written.content, f"s:url[s:loc='{HEERLEN.href}']/x:link") == []


def test_the_last_change_stands_where_it_is_known() -> None:
    [written] = sitemaps((VALENCIA, VALENCIA_ES, HEERLEN), HOME)
    assert texts(written.content, "s:url/s:lastmod/text()") == [
        "2022-11-15",
        "2023-01-02T03:04:05Z",
    ]
    assert texts(written.content, f"s:url[s:loc='{HEERLEN.href}']/s:lastmod") == []


def test_an_address_with_signs_of_xml_stays_whole() -> None:
    page = SitemapPage(HOME + "?a=1&b='2'", None, (Alternate("en", HOME + "?a=1&b='2'"),))
    [written] = sitemaps((page,), HOME)
    assert_valid(written.content)
    assert texts(written.content, "s:url/s:loc/text()") == [page.href]
    assert texts(written.content, "s:url/x:link/@href") == [page.href]


def test_over_fifty_thousand_pages_make_an_index_of_valid_sitemaps() -> None:
    days = (dt.date(2022, 1, 1), None, dt.date(2021, 1, 1))
    pages = [SitemapPage(f"{HOME}{number:06}/", days[number % 3]) for number in range(50_001)]
    index, first, second = sitemaps(pages, HOME)
    assert [index.path, first.path, second.path] == [
        "sitemap.xml",
        "sitemap-1.xml",
        "sitemap-2.xml",
    ]
    for written in (index, first, second):
        assert_valid(written.content)
    assert texts(index.content, "s:sitemap/s:loc/text()") == [
        HOME + "sitemap-1.xml",
        HOME + "sitemap-2.xml",
    ]
    assert texts(index.content, "s:sitemap/s:lastmod/text()") == ["2022-01-01", "2021-01-01"]
    listed = [texts(written.content, "s:url/s:loc/text()") for written in (first, second)]
    assert [len(part) for part in listed] == [50_000, 1]
    assert listed[0] + listed[1] == [page.href for page in pages]


def test_a_sitemap_that_would_be_over_fifty_megabytes_is_divided() -> None:
    alternates = tuple(Alternate("en", HOME + "x" * 1000 + str(number)) for number in range(24))
    pages = [SitemapPage(f"{HOME}{number:04}/", None, alternates) for number in range(2_200)]
    written = sitemaps(pages, HOME)
    assert len(written) == 3
    assert all(len(output.content) <= 50 * 1024 * 1024 for output in written)
    assert sum(output.content.count(b"<url>") for output in written) == len(pages)


@pytest.mark.parametrize("base_path", ["/", "/marketplace/"])
def test_robots_may_read_everything_and_learn_where_the_sitemap_is(base_path: str) -> None:
    sitemap = f"https://example.org{base_path}sitemap.xml"
    parser = RobotFileParser()
    parser.parse(robots(sitemap, base_path).decode("ascii").splitlines())
    assert parser.can_fetch("*", f"https://example.org{base_path}cities/valencia/")
    assert parser.site_maps() == [sitemap]
