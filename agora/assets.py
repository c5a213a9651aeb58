"""Style sheets, icons, map, font and script, each under a name that holds the hash of its content.

The files of the website's own `assets/` take the place of the shipped ones, file by file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import lightningcss
from msgspec import Struct

from agora.fingerprint import short_hash
from agora.font import FAMILY, WEIGHT, Script, scripts_of
from agora.outputs import Output
from agora.problems import Place, Problem
from agora.views.framing import Assets
from agora.views.shape import fields_of

ASSETS_LABEL = "assets"
LAYERS = ("reset", "tokens", "base", "layout", "parts", "pages", "utilities", "print")
"""The cascade, weakest first. `css/<layer>.css` and the files of `css/<layer>/` belong to a layer."""

PAGE_SHEETS = ("entry", "home", "chart", "paper", "list", "explore", "map", "search", "compare")
"""Sheets of their own, so that a page does not carry the style of others: `css/pages/<name>/`, and
`css/pages/<name>+<name>/` for what two of them share."""

PAGE_SCRIPTS = ("explore", "map", "search", "compare")
"""ES modules for the pages that ask for them: `js/<name>.js`."""

SVG = "http://www.w3.org/2000/svg"


class AssetSet(Struct, frozen=True):
    """What is written, and where pages find it: `paths` are relative to the output folder."""

    outputs: tuple[Output, ...]
    paths: Assets

    def hrefs(self, base: str) -> Assets:
        """The same for pages; `base` is the website's path ("/", "/marketplace/")."""
        found = fields_of(self.paths)
        return Assets(**{name: f"{base}{path}" if path else "" for name, path in found.items()})


def load_assets(
    folders: tuple[Path, ...], characters: Iterable[str]
) -> tuple[AssetSet, tuple[Problem, ...]]:
    """The assets of the folders; the first folder that has a file wins.

    `characters` are those of the texts that headings can show.
    """
    sources = _overlaid(folders)
    scripts = scripts_of(characters)
    problems: list[Problem] = []
    fonts = tuple(_as_asset(sources[script.file]) for script in scripts)
    sheets, mistakes = _stylesheets(sources, _font_faces(scripts, fonts))
    problems += mistakes
    icons, mistakes = _sprite(sources)
    problems += mistakes
    made = {
        "stylesheet": _hashed("site.css", sheets.pop("").encode()),
        "icons": _hashed("icons.svg", icons.encode()),
        "font": fonts[0],
    }
    made.update(
        (f"{name}_sheet", _hashed(f"{name}.css", css.encode())) for name, css in sheets.items()
    )
    for name, path in (
        ("europe", "map/europe.svg"),
        ("favicon", "favicon.svg"),
        ("script", "js/scheme.js"),
        ("preview", "preview.png"),
        *((f"{name}_script", f"js/{name}.js") for name in PAGE_SCRIPTS),
    ):
        if path in sources:
            made[name] = _as_asset(sources[path])
    paths = Assets(
        **{name: made[name].path if name in made else "" for name in Assets.__struct_fields__}
    )
    outputs = (*made.values(), *fonts[1:])
    return AssetSet(tuple(sorted(outputs, key=lambda o: o.path)), paths), tuple(problems)


def _overlaid(folders: tuple[Path, ...]) -> dict[str, Path]:
    """The files by their path in the folder, sorted by it."""
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        for path in folder.rglob("*"):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def _as_asset(source: Path) -> Output:
    return _hashed(source.name, source.read_bytes())


def _hashed(name: str, content: bytes) -> Output:
    stem, _, ending = name.rpartition(".")
    return Output(
        f"{ASSETS_LABEL}/{stem}.{short_hash(content)}.{ending}", content, claimant=f"assets/{name}"
    )


# --- style sheet ---------------------------------------------------------------------------------


def _stylesheets(sources: Mapping[str, Path], head: str) -> tuple[dict[str, str], list[Problem]]:
    """Minified sheets by name. The one without a name is that of every page: the order of the layers, the
    font, then each layer with its files. What lies in `css/pages/<name>/` is a sheet of its own for the
    pages that ask for it, in the layer of pages."""
    layers: dict[str, str] = dict.fromkeys(LAYERS, "")
    sheets: dict[str, str] = dict.fromkeys(PAGE_SHEETS, "")
    problems: list[Problem] = []
    for path, source in sources.items():
        if not path.startswith("css/"):
            continue
        label = f"{ASSETS_LABEL}/{path}"
        layer = path.split("/")[1].removesuffix(".css")
        named = path.split("/")[2].split("+") if path.startswith("css/pages/") else []
        if layer not in layers or not path.endswith(".css"):
            problems.append(_no_layer(label))
            continue
        css, mistakes = _minified(source.read_bytes(), label)
        problems += mistakes
        for sheet in named:
            if sheet in sheets:
                sheets[sheet] += css
        if sheets.keys().isdisjoint(named):
            layers[layer] += css
    site = "".join(f"@layer {layer}{{{css}}}" for layer, css in layers.items() if css)
    own = {name: f"@layer pages{{{css}}}" for name, css in sheets.items() if css}
    return {"": f"@layer {','.join(LAYERS)};{head}{site}", **own}, problems


def _minified(content: bytes, label: str) -> tuple[str, list[Problem]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", [Problem(Place(label), "asset-error", "The style sheet is not UTF-8.")]
    try:
        return lightningcss.process_stylesheet(text, minify=True), []
    except ValueError as mistake:
        return "", [_unreadable(label, text, str(mistake))]


def _unreadable(label: str, text: str, mistake: str) -> Problem:
    """`mistake` ends in "… at :LINE:COLUMN", the line counted from 0; the end counts as the last line."""
    found = re.search(r"failed: (.*) at [^:]*:(\d+):(\d+)$", mistake)
    what, line, column = found.groups() if found else (mistake, "0", "1")
    last = text.rstrip().count("\n") + 1
    place = Place(label, min(int(line) + 1, last), max(1, int(column)))
    sentence = f"The style sheet cannot be read: {what[:1].lower()}{what[1:]}."
    return Problem(place, "asset-error", sentence)


def _no_layer(label: str) -> Problem:
    return Problem(
        Place(label),
        "asset-error",
        "The file belongs to no layer of the cascade, so its rules would have no rank.",
        "Name it css/<layer>.css or put it into css/<layer>/; layers are "
        + ", ".join(LAYERS)
        + ".",
    )


def _font_faces(scripts: tuple[Script, ...], files: tuple[Output, ...]) -> str:
    return "".join(
        f'@font-face{{font-family:{FAMILY};src:url({file.path.rpartition("/")[2]})format("woff2");'
        f"font-weight:{WEIGHT};font-display:optional;unicode-range:{script.unicode_range}}}"
        for script, file in zip(scripts, files, strict=True)
    )


# --- icons ---------------------------------------------------------------------------------------


def _sprite(sources: Mapping[str, Path]) -> tuple[str, list[Problem]]:
    """One SVG with a symbol for each file of `icons/`, under the file's name."""
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    problems: list[Problem] = []
    for path, source in sources.items():
        if not re.fullmatch(r"icons/[^/]+\.svg", path):
            continue
        try:
            icon = ElementTree.fromstring(source.read_bytes())
        except ElementTree.ParseError as mistake:
            line, column = mistake.position
            place = Place(f"{ASSETS_LABEL}/{path}", line, column + 1)
            problems.append(
                Problem(place, "asset-error", f"The icon cannot be read: {mistake.msg}.")
            )
            continue
        symbol = ElementTree.SubElement(
            sprite,
            f"{{{SVG}}}symbol",
            {"id": source.stem, "viewBox": icon.get("viewBox", "0 0 24 24")},
        )
        symbol.extend(icon)
    for element in sprite.iter():
        element.text = element.tail = None
    return ElementTree.tostring(sprite, encoding="unicode"), problems
