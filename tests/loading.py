"""How the pages of the website load on a slow phone: `make loading` prints a table, and judges nothing.

Every page of `PAGES_OF`, cold, over 1.6 Mbit/s and 150 ms, with the processor slowed to a quarter.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.website import PAGES_OF, Slow, Website, served

ROOT = Path(__file__).resolve().parent.parent
SLOWER = 4

SEEN = """() => new Promise(done => {
    const seen = {largest: 0, shift: 0, moved: [], blocked: 0};
    const shown = ({node}) => (node?.outerHTML ?? node?.parentElement?.outerHTML ?? "gone").slice(0, 80);
    const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
        .observe({type, buffered: true});
    watch("largest-contentful-paint", entry => seen.largest = entry.startTime);
    watch("layout-shift", entry => {
        seen.shift += entry.value;
        seen.moved.push(...entry.sources.map(shown));
    });
    watch("longtask", entry => seen.blocked += Math.max(0, entry.duration - 50));
    setTimeout(() => done(seen), 100);
})"""


@dataclass
class Loading:
    """What the first view of a page asked for, and how it came."""

    largest_ms: float = 0
    shift: float = 0
    moved: list[str] = field(default_factory=list)
    """How the elements begin that moved."""
    blocked_ms: float = 0
    sizes: dict[str, int] = field(default_factory=dict)
    """The bytes of each address as they were sent, with the heads of the answers."""

    @property
    def bytes(self) -> int:
        return sum(self.sizes.values())

    def bytes_of(self, suffix: str) -> int:
        return sum(
            size for url, size in self.sizes.items() if url.partition("?")[0].endswith(suffix)
        )


def load(browser: Browser, url: str, *, width: int, slower: int = 1) -> Loading:
    """Open a page with nothing remembered, with the processor `slower` times as slow, until it is at rest."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        loading = _noting(session)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(url, wait_until="networkidle")
        _add_what_was_seen(page, loading)
        return loading
    finally:
        context.close()


def _noting(session: CDPSession) -> Loading:
    """Filled with the size of each answer, as they come."""
    loading, urls = Loading(), dict[str, str]()
    session.send("Network.enable")
    session.on(
        "Network.requestWillBeSent",
        lambda told: urls.update({told["requestId"]: told["request"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda told: loading.sizes.update(
            {urls[told["requestId"]]: int(told["encodedDataLength"])}
        ),
    )
    return loading


def _add_what_was_seen(page: Page, loading: Loading) -> None:
    seen = page.evaluate(SEEN)
    loading.largest_ms, loading.blocked_ms = seen["largest"], seen["blocked"]
    loading.shift, loading.moved = seen["shift"], seen["moved"]


def table(browser: Browser, website: Website, width: int) -> list[str]:
    lines = [
        f"{'page':38}{'LCP ms':>8}{'CLS':>8}{'TBT ms':>8}{'bytes':>8}{'script':>8}{'files':>7}"
    ]
    for path in (path for paths in PAGES_OF.values() for path in paths):
        seen = load(browser, website.address + path, width=width, slower=SLOWER)
        figures = f"{seen.largest_ms:8.0f}{seen.shift:8.4f}{seen.blocked_ms:8.0f}{seen.bytes:8}"
        lines.append(f"/{path:37}{figures}{seen.bytes_of('.js'):8}{len(seen.sizes):7}")
    return lines


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        command = [sys.executable, str(ROOT / "build.py"), "build", "--output", str(output)]
        subprocess.run(command, check=True, cwd=ROOT)
        with served(output, Slow) as website, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=ARGUMENTS
            )
            print("\n".join(table(browser, website, 390)))
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
