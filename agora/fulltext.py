"""The index of the texts: Pagefind is run once over what pages say, and only when that has changed.

What is indexed is the text of the entries' own pages, without navigation, cards of other entries and
pictures; pages that are not translated, lists, redirects and 404 are left out. What Pagefind made is
remembered under the cache by the digest of those texts and by its version, and used again byte for byte.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from lxml import html as lxml_html

from agora.crew import Forked, spread
from agora.fingerprint import digest
from agora.outputs import PAGEFIND, Output
from agora.pagefind import Tool

_FILES = re.compile(
    r"pagefind\.js|pagefind-entry\.json|wasm\.[\w-]+\.pagefind|"
    r"pagefind\.[\w-]+\.pf_meta|(?:index|fragment)/[\w.-]+"
)
"""What the search page asks for; Pagefind's own surfaces are left out."""
_NOISE = "//nav | //svg | //*[contains(@class, 'shelves')] | //*[contains(@class, 'badges')]"
_LANGUAGE = re.compile(r'<html lang="([\w-]+)"')


class PagefindFailed(OSError):
    """Pagefind ended with a fault: the surroundings, not the content."""


def index_texts(
    tool: Tool, outputs: Iterable[Output], folder: Path, *, reuse: bool, jobs: int
) -> list[Output]:
    """The files of the indexes, one for each language. What the folder holds of others is deleted.

    Raises OSError.
    """
    bundles: dict[str, Path] = {}
    runs = []
    for language, pages in sorted(_texts_of(outputs, jobs).items()):
        whole = "\0".join(f"{path}\0{text}" for path, text in sorted(pages.items()))
        bundle = folder / digest(f"{tool.version}\0{language}\0{whole}".encode())[:32]
        bundles[language] = bundle
        if not (reuse and bundle.is_dir()):
            runs.append(partial(_run, tool, pages, folder / language, bundle))
    with ThreadPoolExecutor(max(1, len(runs))) as waiting:
        for run in [waiting.submit(run) for run in runs]:
            run.result()
    for other in sorted(folder.iterdir()) if folder.is_dir() else ():
        if other not in bundles.values():
            shutil.rmtree(other, ignore_errors=True)
    return [
        output
        for language, bundle in bundles.items()
        for output in _files_of(bundle, f"{PAGEFIND}{language}/")
    ]


def _texts_of(outputs: Iterable[Output], jobs: int) -> dict[str, dict[str, str]]:
    """By language and path of the page, what Pagefind shall read."""
    pages = [output for output in outputs if output.path.endswith(".html")]
    texts: dict[str, dict[str, str]] = {}
    for batch in spread(_texts_at, pages, range(len(pages)), Forked(jobs)):
        for path, language, text in batch:
            texts.setdefault(language, {})[path] = text
    return texts


def _texts_at(pages: Sequence[Output], numbers: Sequence[int]) -> list[tuple[str, str, str]]:
    """Path, language and text of those of the pages that have one."""
    found = [(pages[number].path, *text_of(_bytes_of(pages[number]))) for number in numbers]
    return [(path, language, text) for path, language, text in found if text]


def _files_of(bundle: Path, prefix: str) -> list[Output]:
    paths = sorted(file.relative_to(bundle).as_posix() for file in bundle.rglob("*"))
    return [
        Output(prefix + path, (bundle / path).read_bytes(), claimant="the index of the texts")
        for path in paths
        if _FILES.fullmatch(path)
    ]


def _bytes_of(output: Output) -> bytes:
    return output.kept.read() if output.kept else output.content


def text_of(page: bytes) -> tuple[str, str]:
    """The language of a page, and its own words as Pagefind shall read them; empty texts for what is no
    entry's page in its own language."""
    text = page.decode()
    start, end = text.find('<article class="entry'), text.rfind("</article>")
    language = _LANGUAGE.search(text)
    if start < 0 or language is None or '<meta name="robots"' in text:
        return "", ""
    article = lxml_html.fragment_fromstring(text[start : end + len("</article>")])
    for noise in article.xpath(_NOISE):
        noise.drop_tree()
    for element in article.iter():
        for name in set(element.attrib) - {"id", "lang"}:
            del element.attrib[name]
    inner = lxml_html.tostring(article, encoding="unicode")
    head = f'<!doctype html><html lang="{language[1]}"><head><meta charset="utf-8"></head>'
    return language[1], f"{head}<body data-pagefind-body>{inner}</body></html>"


def _run(tool: Tool, texts: Mapping[str, str], folder: Path, bundle: Path) -> None:
    """One run over the pages of a language; in its folder; the bundle is there whole or not at all."""
    site, made = folder / "pages", folder / "made"
    for former in (folder, bundle):
        shutil.rmtree(former, ignore_errors=True)
    for path, text in texts.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    site.mkdir(parents=True, exist_ok=True)
    command = [str(tool.program), "--site", str(site), "--output-path", str(made), "--silent"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not (made / "pagefind.js").is_file():
        told = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise PagefindFailed(0, f"Pagefind failed: {told[0]}", str(tool.program))
    made.replace(bundle)
