"""Takes the pictures of docs/ anew, from the website as it is built now: `make pictures`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.website import served

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 60_000
_QUALITIES = (90, 80, 70, 60, 50, 40)


@dataclass(frozen=True)
class Picture:
    """The first view of a page, in a window of this size."""

    name: str
    path: str
    width: int = 1200
    height: int = 780
    scheme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("home", ""),
    Picture("explorer", "explore/?theme=energy&country=es"),
    Picture("map", "map/"),
    Picture("site", "sites/storm-heerlen/"),
    Picture("compare", "compare/?with=cities/heerlen&with=cities/lecce&with=cities/trento"),
    Picture("city-phone", "cities/valencia/", 390, 780, "dark"),
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        command = [sys.executable, str(ROOT / "build.py"), "build", "--output", str(output)]
        subprocess.run(command, check=True, cwd=ROOT)
        take(output)
    return 0


def take(output: Path) -> None:
    with served(output) as website, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            context = browser.new_context(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme=picture.scheme,
            )
            page = context.new_page()
            page.goto(website.address + picture.path, wait_until="networkidle")
            content = small(page.screenshot())
            (FOLDER / f"{picture.name}.webp").write_bytes(content)
            print(f"docs/pictures/{picture.name}.webp: {len(content)} bytes")
            context.close()
        browser.close()


def small(screenshot: bytes) -> bytes:
    """The picture as WebP, as good as there is room for."""
    image = Image.open(BytesIO(screenshot)).convert("RGB")
    for quality in _QUALITIES:
        file = BytesIO()
        image.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= MOST_BYTES:
            return file.getvalue()
    raise ValueError(f"no quality is small enough for {MOST_BYTES} bytes")


if __name__ == "__main__":
    sys.exit(main())
