"""Assets: one sheet, one sprite, names that change with their content, mistakes at their line."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import lightningcss
import pytest
from fontTools.ttLib import TTFont

from agora.assets import LAYERS, AssetSet, load_assets
from agora.cut_font import cut
from agora.font import SCRIPTS, Script, scripts_of
from agora.problems import Place, Problem

SHIPPED = Path(__file__).parent.parent / "assets"


def assets_of(root: Path, **files: str) -> tuple[AssetSet, tuple[Problem, ...]]:
    """The shipped assets under an `assets/` folder with these files ("css_print_css" is css/print.css)."""
    folder = root / "assets"
    for name, text in files.items():
        *folders, stem, ending = name.split("_")
        path = folder.joinpath(*folders, f"{stem}.{ending}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_assets((folder, SHIPPED), "Heerlen")


def content_of(assets: AssetSet, path: str) -> str:
    return next(output.content for output in assets.outputs if output.path == path).decode()


def test_the_shipped_assets_are_whole_and_without_mistakes() -> None:
    assets, problems = load_assets((SHIPPED,), "Heerlen")
    assert problems == ()
    names = sorted(re.sub(r"\.[0-9a-f]{12}\.", ".", output.path) for output in assets.outputs)
    assert names == [
        "assets/chart.css",
        "assets/compare.css",
        "assets/compare.js",
        "assets/entry.css",
        "assets/europe.svg",
        "assets/explore.css",
        "assets/explore.js",
        "assets/favicon.svg",
        "assets/home.css",
        "assets/icons.svg",
        "assets/list.css",
        "assets/manrope-latin.woff2",
        "assets/map.css",
        "assets/map.js",
        "assets/paper.css",
        "assets/scheme.js",
        "assets/search.css",
        "assets/search.js",
        "assets/site.css",
    ]


def test_the_same_files_give_the_same_bytes() -> None:
    assert load_assets((SHIPPED,), "Łódź") == load_assets((SHIPPED,), "Łódź")


def test_pages_find_assets_under_the_path_of_the_website() -> None:
    assets, _ = load_assets((SHIPPED,), "")
    hrefs = assets.hrefs("/marketplace/")
    assert hrefs.stylesheet == "/marketplace/" + assets.paths.stylesheet
    assert hrefs.font.startswith("/marketplace/assets/manrope-latin.")
    assert hrefs.preview == ""


def test_the_style_sheet_names_its_layers_in_order_and_then_fills_them() -> None:
    assets, _ = load_assets((SHIPPED,), "")
    css = content_of(assets, assets.paths.stylesheet)
    assert css.startswith("@layer " + ",".join(LAYERS) + ";")
    assert re.findall(r"@layer (\w+)\{", css) == [name for name in LAYERS if name != "pages"]
    assert lightningcss.process_stylesheet(css)


def test_a_sheet_of_some_pages_lies_in_the_layer_of_pages_and_shares_what_two_need() -> None:
    assets, _ = load_assets((SHIPPED,), "")
    sheets = {
        name: content_of(assets, getattr(assets.paths, f"{name}_sheet"))
        for name in ("entry", "home", "list")
    }
    assert all(css.startswith("@layer pages{") for css in sheets.values())
    assert [name for name, css in sheets.items() if ".figure" in css] == ["entry", "home"]
    assert [name for name, css in sheets.items() if ".pager" in css] == ["list"]


def test_a_file_of_the_website_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    before, _ = load_assets((SHIPPED,), "Heerlen")
    assets, problems = assets_of(tmp_path, css_parts_button_css=".button { color: #123456 }")
    assert problems == ()
    css = content_of(assets, assets.paths.stylesheet)
    assert ".button{color:#123456}" in css
    assert ".button-quiet" not in css
    assert assets.paths.stylesheet != before.paths.stylesheet
    assert assets.paths.icons == before.paths.icons


def test_a_mistake_in_a_style_sheet_is_a_problem_at_its_line(tmp_path: Path) -> None:
    _, (problem,) = assets_of(tmp_path, css_print_css="a {\n  color: red;\n}\n}\n")
    assert problem.code == "asset-error"
    assert (problem.place.path, problem.place.line) == ("assets/css/print.css", 4)
    assert problem.message == "The style sheet cannot be read: unexpected end of input."


def test_an_unclosed_rule_harms_no_other_file(tmp_path: Path) -> None:
    assets, problems = assets_of(tmp_path, css_parts_aaa_css=".aaa { color: red")
    assert problems == ()
    assert ".aaa{color:red}.badges{" in content_of(assets, assets.paths.stylesheet)


def test_a_style_sheet_without_a_layer_is_a_problem(tmp_path: Path) -> None:
    _, (problem,) = assets_of(tmp_path, css_more_css="a { color: red }")
    assert problem.place == Place("assets/css/more.css")
    assert "reset, tokens, base" in problem.hint


def test_a_style_sheet_that_is_not_utf_8_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "assets"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "print.css").write_bytes(b"/* \xe9 */")
    _, (problem,) = load_assets((folder, SHIPPED), "")
    assert problem.message == "The style sheet is not UTF-8."


def test_an_icon_is_a_symbol_under_its_file_s_name(tmp_path: Path) -> None:
    assets, problems = assets_of(
        tmp_path,
        icons_water_svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1"/></svg>',
    )
    assert problems == ()
    sprite = ElementTree.fromstring(content_of(assets, assets.paths.icons))
    symbols = {symbol.get("id"): symbol.get("viewBox") for symbol in sprite}
    assert symbols["water"] == "0 0 8 8"
    assert {"energy", "mobility", "nature", "language"} <= symbols.keys()


def test_a_broken_icon_is_a_problem_at_its_line(tmp_path: Path) -> None:
    _, (problem,) = assets_of(tmp_path, icons_water_svg="<svg>\n<path>\n</svg>")
    assert problem.code == "asset-error"
    assert (problem.place.path, problem.place.line) == ("assets/icons/water.svg", 3)


def test_the_font_has_the_scripts_that_are_in_use_and_no_others() -> None:
    assert [s.name for s in scripts_of("Heerlen")] == ["latin"]
    assert [s.name for s in scripts_of("Łódź")] == ["latin", "latin-ext"]
    assert [s.name for s in scripts_of("Αθήνα, София")] == ["latin", "greek", "cyrillic"]


def test_each_script_is_a_font_file_that_the_style_sheet_names() -> None:
    assets, _ = load_assets((SHIPPED,), "Αθήνα")
    css = content_of(assets, assets.paths.stylesheet)
    files = [output for output in assets.outputs if output.path.endswith(".woff2")]
    assert len(files) == 2
    for file in files:
        assert f"src:url({file.path.removeprefix('assets/')})" in css
    letters = [set(TTFont(BytesIO(file.content)).getBestCmap()) for file in files]
    assert ord("Α") in letters[0] and ord("é") in letters[1]
    assert ord("é") not in letters[0]


def test_the_fallback_face_has_the_measures_of_the_font() -> None:
    """What tokens.css says of the font is so: else lines would move when it arrives."""
    assets, _ = load_assets((SHIPPED,), "")
    font = TTFont(BytesIO(next(o.content for o in assets.outputs if o.path == assets.paths.font)))
    tokens = (SHIPPED / "css" / "tokens.css").read_text()
    percent = {
        name: float(value) / 100 for name, value in re.findall(r"([\w-]+): ([\d.]+)%;", tokens)
    }
    size = font["head"].unitsPerEm * percent["size-adjust"]
    assert font["hhea"].ascent / size == pytest.approx(percent["ascent-override"], abs=0.002)
    assert -font["hhea"].descent / size == pytest.approx(percent["descent-override"], abs=0.002)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_the_font_that_is_kept_is_what_is_cut_from_the_whole_one(script: Script) -> None:
    """Letter by letter; how tightly that is packed may differ from one version of a packer to the next."""
    kept, made = (
        TTFont(BytesIO(content), recalcTimestamp=False)
        for content in ((SHIPPED / script.file).read_bytes(), cut(script))
    )
    assert kept.keys() == made.keys()
    for table in set(kept.keys()) - {"GlyphOrder", "head"}:
        assert kept.getTableData(table) == made.getTableData(table), table


def test_the_licence_of_the_font_goes_along() -> None:
    assert "SIL OPEN FONT LICENSE" in (SHIPPED / "font" / "OFL.txt").read_text()
