"""Single values as feeds deliver them, made harmless: text, addresses, language tags, header values."""

import html
import re
from typing import Final
from urllib.parse import urljoin, urlsplit

URL_LIMIT: Final = 2_000
TITLE_LIMIT: Final = 100_000  # characters kept of a title as delivered; the column of the item keeps fewer
HTML_LIMIT: Final = 200_000
GUID_LIMIT: Final = 4_000
AUTHOR_LIMIT: Final = 300
# NUL and lone surrogates, which neither PostgreSQL nor UTF-8 can hold.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
# Zero-width characters, byte-order marks, bidi and other controls; browsers drop tabs and newlines in addresses too.
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}")


def cleaned(value: object, limit: int) -> str:
    """A text of at most `limit` characters that every database takes; empty for anything but text."""
    return _UNSTORABLE.sub("", value[:limit]) if isinstance(value, str) else ""


def escaped(value: object) -> str:
    """Plain text as the markup that items hold."""
    return html.escape(cleaned(value, HTML_LIMIT), quote=False)


def web_address(value: object, *bases: str) -> str:
    """An absolute http(s) address without hidden characters, or nothing; relative ones start from the bases.

    Schemes such as javascript, data and file come out empty, and so do addresses longer than URL_LIMIT.
    """
    if not isinstance(value, str):
        return ""
    address = _HIDDEN.sub("", value).strip().replace("&amp;", "&").replace(" ", "%20")
    if not address or len(address) > URL_LIMIT:
        return ""
    try:
        for base in bases:
            address = urljoin(base, address)
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return address if is_web and len(address) <= URL_LIMIT else ""


def language_tag(value: object) -> str:
    """A language tag in lower case ("en-us"), or nothing where it is none."""
    if not isinstance(value, str):
        return ""
    tag = value.strip().lower().replace("_", "-")
    return tag if _TAG.fullmatch(tag) else ""


def header_value(value: str, *, limit: int) -> str:
    """A header's value fit to be sent back as it came; empty where it is too long for that or has odd characters.

    Without it the next request simply asks for everything.
    """
    return value if len(value) <= limit and value.isascii() and value.isprintable() else ""
