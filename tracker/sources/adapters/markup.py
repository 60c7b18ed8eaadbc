"""Web pages as trees, and what can be read off them. Nothing is fetched, no entity is resolved."""

import html
import re
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from tracker.sources.adapters.values import HTML_LIMIT

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NO_TEXT: Final = frozenset(
    {"script", "style", "noscript", "template", "iframe", "svg", "form", "button", "nav", "aside", "footer", "header"}
)
_PARTS: Final = ("p", "h2", "h3", "li", "blockquote", "pre", "td")
PAGE_LIMIT: Final = 3_000_000


def page_tree(text: str) -> Any:
    """The tree of a page; None for text without any markup in it."""
    if "<" not in text:
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(_NOT_XML.sub(" ", text[:PAGE_LIMIT]).encode(), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def words_of(node: Any) -> str:
    """The text of a node in one line."""
    return " ".join(" ".join(node.itertext()).split())


def paragraphs(node: Any) -> str:
    """The text of a node as escaped paragraphs, without what surrounds an article on its page."""
    found: list[str] = []
    size = 0
    for part in node.iter(*_PARTS):
        if size >= HTML_LIMIT or _is_inside(part, node):
            continue
        words = words_of(part)
        if words:
            found.append(f"<p>{html.escape(words, quote=False)}</p>")
            size += len(found[-1])
    return "".join(found)[:HTML_LIMIT]


def _is_inside(part: Any, top: Any) -> bool:
    """Whether a part belongs to a menu or the like, or to another part that is read as a whole."""
    for around in part.iterancestors():
        if around is top:
            return False
        if around.tag in _NO_TEXT or around.tag in _PARTS:
            return True
    return False
