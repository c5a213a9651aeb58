"""Whoever has no pointer, or needs colours of their own, reaches and sees the same."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import LARGE, OVERFLOW, SPACING, reports_of, window
from tests.browser.website import PATHS, Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

UNSEEN = """() => {
  const alpha = colour => Number(colour.match(/[\\d.]+/g)[3] ?? 1);
  const seen = new Set(), unseen = [];
  const controls = "a[href], button, input, select, summary, [tabindex='0']";
  for (const element of document.querySelectorAll(controls)) {
    const kind = [element.tagName, element.className.baseVal ?? element.className,
                  element.closest("[class]:not(a)")?.getAttribute("class")].join(" in ");
    if (seen.has(kind) || !element.checkVisibility()) continue;
    seen.add(kind);
    const drawn = () => [element, ...element.querySelectorAll("*")].map(part => {
      const style = getComputedStyle(part);
      return [style.stroke, style.strokeWidth, style.outline, style.visibility].join();
    }).join(";");
    const before = drawn();
    element.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement !== element) continue;
    if (element.ownerSVGElement && drawn() !== before) continue;
    const around = [element.parentElement, element.closest(".card")].filter(Boolean);
    const ringed = [element, ...element.querySelectorAll("*"), ...around].some(box => {
      const style = getComputedStyle(box);
      const isWide = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      return isWide && alpha(style.outlineColor) > 0;
    });
    if (!ringed) unseen.push(kind);
  }
  return unseen;
}"""
"""One control of each kind: those on which no ring of two pixels is drawn while they have the focus."""

FAINT = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = parts(getComputedStyle(document.body).backgroundColor);
  const faint = [];
  const marks = ".stop-ring, .bar-line, .figure-bar line, .map circle:not(.stop-area)";
  for (const drawn of document.querySelectorAll(marks)) {
    const style = getComputedStyle(drawn);
    const paints = [style.fill, style.stroke].filter(paint => paint !== "none").map(parts);
    if (!paints.some(paint => (paint[3] ?? 1) > 0.5 && contrast(paint, ground) >= 3))
      faint.push(`${drawn.parentElement.getAttribute("class")}: ${style.fill} ${style.stroke}`);
  }
  const controls = "button, input:not([type=checkbox], [type=radio]), select";
  for (const control of document.querySelectorAll(controls)) {
    const style = getComputedStyle(control);
    if (style.textDecorationLine.includes("underline")) continue;
    const edge = contrast(parts(style.borderTopColor), ground);
    if (control.checkVisibility() && !(parseFloat(style.borderTopWidth) >= 1 && edge >= 3))
      faint.push(`${control.tagName} ${control.className}: ${style.borderTop}`);
  }
  return [...new Set(faint)];
}"""
"""Drawn marks and controls that cannot be told from the ground."""


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_focus_is_seen_on_every_kind_of_control(
    browser: Browser, built_site: Website, width: int, scheme: Literal["light", "dark"]
) -> None:
    with window(browser, width, scheme) as context:
        page = context.new_page()
        for path in PATHS:
            page.goto(built_site.address + path)
            page.keyboard.press("Tab")
            assert page.evaluate(UNSEEN) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_the_readers_own_leave_marks_and_controls_to_be_seen(
    browser: Browser, built_site: Website, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        forced_colors="active", color_scheme=scheme, viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    for path in (*PATHS, "sites/smartencity-vitoria-gasteiz/"):
        page.goto(built_site.address + path)
        assert page.evaluate(FAINT) == [], path
    page.goto(built_site.address + "map/")
    colour = "element => getComputedStyle(element).borderBlockEndColor"
    here = page.locator(".menu [aria-current]").evaluate(colour)
    others = {link.evaluate(colour) for link in page.locator(".menu a:not([aria-current])").all()}
    assert here not in others
    context.close()


def test_no_page_scrolls_sideways_with_large_or_wide_text(
    browser: Browser, built_site: Website
) -> None:
    """The content of real pages is longer than that of samples."""
    with window(browser, 640) as context:
        page = context.new_page()
        for path in PATHS:
            page.goto(built_site.address + path)
            page.evaluate(LARGE)
            assert page.evaluate(OVERFLOW) <= 0, f"{path} at twice the size of text"
    with browser.new_context(
        viewport={"width": 320, "height": 900}, bypass_csp=True
    ) as context:  # the reader's own style is none of the page's
        page = context.new_page()
        for path in PATHS:
            page.goto(built_site.address + path)
            page.add_style_tag(content=SPACING)
            assert page.evaluate(OVERFLOW) <= 0, f"{path} with wide spacing"


def test_the_keyboard_goes_through_the_menu(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address)
        skip, *menu = _tabbed(page, 7)
        assert skip == "Skip to main content"
        assert menu == ["Agora", "Explore", "Map", "Initiatives", "Themes", "About Agora"]
        for _ in range(3):
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(built_site.address + "map/")
        expect(page.locator(".menu [aria-current]")).to_have_text("Map")


def _tabbed(page: Page, steps: int) -> list[str]:
    names = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
    return names


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_changes_the_language(
    browser: Browser, built_site: Website, script: bool
) -> None:
    with window(browser, 390, script=script) as context:
        page = context.new_page()
        page.goto(built_site.address + "sites/matchup-valencia/")
        page.locator(".languages summary").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Español")).to_be_visible()
        while page.evaluate("document.activeElement.lang") != "es":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(built_site.address + "es/sites/matchup-valencia/")


def test_the_keyboard_follows_a_marker_of_the_map(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "map/")
        marker = page.get_by_role("link", name="Reykjavík").first
        marker.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Reykjavík")
        assert reports == []
