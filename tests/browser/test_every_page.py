"""Every page of the website in a real browser: no fault that axe finds, nothing blocked or missing.

Takes many minutes. Its parts are groups of their own, so that several workers share them.
"""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_pages import STANDARDS, reports_of, window
from tests.browser.website import Website

PARTS = 8
OPTIONS = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.mark.parametrize(
    "part",
    [pytest.param(n, marks=pytest.mark.xdist_group(f"every-page-{n}")) for n in range(PARTS)],
)
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_and_nothing_is_blocked_or_missing(
    browser: Browser,
    built_site: Website,
    width: int,
    scheme: Literal["light", "dark"],
    part: int,
) -> None:
    axe = Axe()
    faults: dict[str, list[str]] = {}
    with window(browser, width, scheme) as context:
        page = context.new_page()
        reports = reports_of(page)
        for path in built_site.written_pages()[part::PARTS]:
            page.goto(built_site.address + path)
            found = axe.run(page, options=OPTIONS).response["violations"]
            told = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]
            if told or reports:
                faults[path] = [*told, *reports]
            reports.clear()
    assert faults == {}
