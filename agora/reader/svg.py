"""Whether an SVG picture is only a picture: nothing in it runs, and nothing outside is fetched.

Elements and attributes are allowed one by one; what is not listed is refused. The parser is expat,
which fetches nothing by itself; document types and entities are refused at their declaration.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from msgspec import Struct

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_MAX_DEPTH = 64

# Namespaces of drawing programs: their elements are notes that no browser shows.
_NOTES = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://www.serif.com/",
        "http://www.bohemiancoding.com/sketch/ns",
        "http://www.figma.com/figma/ns",
    }
)

_ELEMENT_WORDS = """
    svg g defs symbol use title desc metadata switch style path rect circle ellipse line
    polyline polygon text tspan textPath linearGradient radialGradient stop clipPath mask
    pattern marker image filter feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence view
"""
_ELEMENTS = frozenset(_ELEMENT_WORDS.split())

_ATTRIBUTE_WORDS = """
    id class style lang role tabindex version baseProfile viewBox preserveAspectRatio width
    height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points pathLength transform
    transform-origin gradientUnits gradientTransform spreadMethod offset clipPathUnits maskUnits
    maskContentUnits mask-type patternUnits patternContentUnits patternTransform markerUnits
    markerWidth markerHeight orient refX refY rotate textLength lengthAdjust startOffset method
    spacing side media type requiredFeatures systemLanguage requiredExtensions zoomAndPan
    contentScriptType contentStyleType enable-background alignment-baseline baseline-shift clip
    clip-path clip-rule color color-interpolation color-interpolation-filters color-profile
    color-rendering cursor direction display dominant-baseline fill fill-opacity fill-rule
    filter flood-color flood-opacity font font-family font-feature-settings font-kerning
    font-size font-size-adjust font-stretch font-style font-variant font-variation-settings
    font-weight glyph-orientation-horizontal glyph-orientation-vertical image-rendering
    isolation kerning letter-spacing lighting-color line-height marker marker-end marker-mid
    marker-start mask mix-blend-mode opacity overflow paint-order pointer-events shape-rendering
    solid-color solid-opacity stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align
    text-anchor text-decoration text-overflow text-rendering text-shadow unicode-bidi
    vector-effect visibility white-space word-spacing writing-mode filterUnits primitiveUnits
    filterRes in in2 result mode operator k1 k2 k3 k4 values stdDeviation edgeMode order
    kernelMatrix divisor bias targetX targetY preserveAlpha surfaceScale diffuseConstant
    specularConstant specularExponent kernelUnitLength scale xChannelSelector yChannelSelector
    azimuth elevation pointsAtX pointsAtY pointsAtZ limitingConeAngle radius baseFrequency
    numOctaves seed stitchTiles tableValues slope intercept amplitude exponent z
"""
_ATTRIBUTES = frozenset(_ATTRIBUTE_WORDS.split())

_OWN_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_OUTSIDE = re.compile(
    r"url\s*\(\s*[\"']?\s*(?!#)[^\s\"')]|@import|image-set\s*\(|\bsrc\s*\(|expression\s*\(|javascript:",
    re.IGNORECASE,
)


class Drawing(Struct, frozen=True):
    """What an SVG file is: its size in pixels (0 where it does not say), and what is wrong with it:
    a code and a sentence with the line and column (from 1)."""

    width: int = 0
    height: int = 0
    code: str = ""
    message: str = ""
    line: int = 1
    column: int = 1


class _Refused(Exception):
    """Something that a picture may not hold."""


class _Check:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.size = (0, 0)
        self.place = (1, 1)
        self._parser = parser
        self._depth = 0
        self._in_style = False
        self._style = ""
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype
        parser.ProcessingInstructionHandler = self.instruction

    def doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        self._stand_here()
        raise _Refused("a document type (<!DOCTYPE …>) and its entities are refused")

    def instruction(self, target: str, text: str) -> None:
        self._stand_here()
        raise _Refused(f"the instruction <?{target[:40]} …?> is refused")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._stand_here()
        namespace, _, local = name.rpartition(" ")
        self._depth += 1
        if self._depth == 1:
            if namespace != _SVG or local != "svg":
                raise _Refused("the file does not start with an svg element of the SVG namespace")
            self.size = _size(attributes)
        if self._depth > _MAX_DEPTH:
            raise _Refused(f"elements are nested more than {_MAX_DEPTH} deep")
        if namespace in _NOTES:
            return
        if namespace != _SVG or local not in _ELEMENTS:
            raise _Refused(f"the element <{local[:40]}> is refused")
        self._in_style, self._style = local == "style", ""
        for attribute, value in attributes.items():
            _check_attribute(local, attribute, value)

    def text(self, text: str) -> None:
        if self._in_style:
            self._style += text

    def end(self, name: str) -> None:
        self._depth -= 1
        # An escape in a style sheet can hide what it fetches, so it is refused with it.
        if self._in_style and (_OUTSIDE.search(self._style) or "\\" in self._style):
            raise _Refused("the style sheet refers to something outside the picture")
        self._in_style = False

    def _stand_here(self) -> None:
        # The parser's own position has moved on when a refusal arrives outside.
        self.place = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1


def _check_attribute(element: str, attribute: str, value: str) -> None:
    namespace, _, local = attribute.rpartition(" ")
    if namespace in _NOTES or local.startswith(("aria-", "data-")):
        return
    if local == "href" and namespace in ("", _XLINK):
        is_picture = element == "image" and _OWN_PICTURE.fullmatch(value.strip())
        if not value.strip().startswith("#") and not is_picture:
            raise _Refused("a reference leads out of the picture")
        return
    if namespace == _XLINK and local in ("type", "title", "show", "actuate", "role", "arcrole"):
        return
    if namespace == _XML and local in ("space", "lang"):
        return
    if namespace or local not in _ATTRIBUTES:
        raise _Refused(f'the attribute "{local[:40]}" is refused')
    if _OUTSIDE.search(value) or "\\" in value:
        raise _Refused(f'the attribute "{local}" refers to something outside the picture')


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """Width and height in pixels, from the attributes of those names or from the view box."""
    box = re.findall(r"-?\d+(?:\.\d+)?", attributes.get("viewBox", ""))
    shape = (box[2], box[3]) if len(box) == 4 else ("", "")
    wide, high = (
        re.fullmatch(r"\s*(\d{1,6}(?:\.\d+)?)(?:px)?\s*", attributes.get(name) or spare)
        for name, spare in zip(("width", "height"), shape, strict=True)
    )
    return (round(float(wide[1])), round(float(high[1]))) if wide and high else (0, 0)


def read_svg(raw: bytes) -> Drawing:
    """What the bytes of an SVG file hold; nothing is fetched, nothing is run."""
    parser = expat.ParserCreate(namespace_separator=" ")
    check = _Check(parser)
    try:
        parser.Parse(raw, True)
    except _Refused as refused:
        return Drawing(0, 0, "file-unsafe", str(refused), *check.place)
    except expat.ExpatError as error:
        message = f"the picture is not well-formed ({expat.ErrorString(error.code)})"
        return Drawing(0, 0, "file-broken", message, error.lineno, error.offset + 1)
    return Drawing(*check.size)
