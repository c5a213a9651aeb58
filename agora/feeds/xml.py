"""XML as text, byte for byte as libxml2 writes the same elements, each on a line of its own."""

from __future__ import annotations

# XML 1.0 has no way to write these, nor half a pair of surrogates, which UTF-8 has not either.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_NONCHARACTERS = ("\ufffe", "\uffff")

DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"


def escaped(text: str) -> str:
    """The text of an element."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#13;")  # a parser would read it as the end of a line
    )


def quoted(value: str) -> str:
    """The value of an attribute, in its quotes."""
    text = escaped(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{text}"'


def element(indent: str, name: str, text: str, attributes: str = "") -> str:
    """An element that holds text. `text` and `attributes` are escaped already."""
    if not text:
        return empty(indent, name, attributes)
    return f"{indent}<{name}{attributes}>{text}</{name}>\n"


def given(indent: str, name: str, text: str, attributes: str = "") -> str:
    """The same where there is a text, else nothing."""
    return f"{indent}<{name}{attributes}>{text}</{name}>\n" if text else ""


def empty(indent: str, name: str, attributes: str) -> str:
    return f"{indent}<{name}{attributes}/>\n"


def encoded(xml: str) -> bytes:
    """The bytes of the XML. Raises ValueError for a character that XML has not."""
    content = xml.encode()
    if len(content.translate(None, _CONTROLS)) < len(content):
        raise ValueError("XML has no control characters")
    if any(character in xml for character in _NONCHARACTERS):
        raise ValueError("XML has no noncharacters")
    return content
