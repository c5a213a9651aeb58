"""The files of the heading face, cut from the whole font: `python -m agora.cut_font` writes them anew.

They are kept, since each build would make the same of it. Manrope is licensed under the SIL Open Font
License 1.1; assets/font/OFL.txt is its text.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from agora.font import SCRIPTS, WEIGHT, Script

FOLDER = Path(__file__).resolve().parent.parent / "assets"
_FEATURES = ("ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk")


@cache
def _at_weight() -> bytes:
    whole = files("fontpkg_manrope") / "files" / "Manrope[wght].ttf"
    font = TTFont(BytesIO(whole.read_bytes()), recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": WEIGHT}, inplace=True)
    content = BytesIO()
    font.save(content)
    return content.getvalue()


def cut(script: Script) -> bytes:
    """The script's letters as woff2. Same input, same bytes: no time stamp is written."""
    options = subset.Options()
    options.layout_features = list(_FEATURES)
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, family, style and licence go along
    font = TTFont(BytesIO(_at_weight()), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(
        unicodes=[code for first, last in script.ranges for code in range(first, last + 1)]
    )
    subsetter.subset(font)
    font.flavor = "woff2"
    content = BytesIO()
    font.save(content)
    return content.getvalue()


if __name__ == "__main__":
    for each in SCRIPTS:
        (FOLDER / each.file).write_bytes(cut(each))
