"""Bytes of a feed to text, whatever they claim to be, in time linear in their number."""

import codecs
import re
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Declared names that are believed. Python knows more, some of which take quadratic time or are no encodings of text.
_BELIEVED: Final = re.compile(
    r"(?i)(us-?ascii|utf-?8|utf-?16(-?[lb]e)?|(iso-?8859|latin|windows|cp|koi8|mac|iso-?2022|euc)[-_a-z0-9]{0,12}"
    r"|shift[-_]?jis|s-?jis|big5(-hkscs)?|gbk?|gb2312|gb18030|hz-gb-2312|johab|tis-620)"
)
_DECLARATION: Final = re.compile(r"<\?xml\s[^>]{0,300}?\?>")
_DECLARED: Final = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CHARSET: Final = re.compile(r"(?i)charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._-]{1,40})")


def as_text(body: bytes, content_type: str) -> str:
    """The text of a body without byte-order mark and XML declaration. Never fails.

    A byte-order mark decides; else bytes that are UTF-8 are taken for it, since many servers declare something else by
    default; else what the header or the document declares; else Windows-1252, the usual undeclared one.
    """
    text = _decoded(body, content_type).lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for encoding in _candidates(body, content_type):
        try:
            return body.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return body.decode("windows-1252", "replace")


def _candidates(body: bytes, content_type: str) -> list[str]:
    if body[:2] in (b"<\0", b"\0<"):
        return ["utf-16-le" if body[:1] == b"<" else "utf-16-be"]
    charset = _CHARSET.search(content_type)
    declared = _DECLARED.match(body.lstrip()[:400])
    named = [charset.group(1)] if charset else []
    named += [declared.group(1).decode("ascii")] if declared else []
    believed = ["gb18030" if name.lower() == "gb2312" else name for name in named if _BELIEVED.fullmatch(name)]
    # ISO-2022 and its like are plain ASCII bytes with escapes: valid UTF-8 that reads as gibberish.
    return [*believed, "utf-8"] if b"\x1b" in body else ["utf-8", *believed]
