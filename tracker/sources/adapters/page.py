"""One web page as one item: what it says of itself (JSON-LD, OpenGraph), else what it looks like."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from lxml import etree

from tracker.lib.http import Client
from tracker.sources.adapters.dates import iso_moment
from tracker.sources.adapters.decoding import as_text
from tracker.sources.adapters.fetching import conditional_get
from tracker.sources.adapters.markup import page_tree, paragraphs, words_of
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched, Page, Unreadable
from tracker.sources.adapters.values import (
    AUTHOR_LIMIT,
    HTML_LIMIT,
    TITLE_LIMIT,
    cleaned,
    escaped,
    language_tag,
    web_address,
)

ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_ARTICLES: Final = frozenset({"article", "newsarticle", "blogposting", "report", "pressrelease", "analysisnewsarticle"})
_MEANT: Final = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date.issued")
_LONG_ENOUGH: Final = 200  # characters from which on a body in JSON-LD is the article, not a teaser
_MOST_BLOCKS: Final = 50
_MOST_ELEMENTS: Final = 8_000  # of a page that trafilatura is given: its time grows faster than their number
_MOST_LOST: Final = 0.2  # share of an article's words or figures from which on too much of it is lost
# What code that walks a page of any shape can trip over; RecursionError is a RuntimeError, a bad path an LxmlError.
_TRIPS: Final = (ValueError, TypeError, AttributeError, LookupError, RuntimeError, AssertionError, etree.LxmlError)


class PageAdapter:
    """The promise for `SourceKind.PAGE`."""

    asks_over_client: ClassVar[bool] = True
    needs_contact: ClassVar[bool] = False

    def fetch(self, client: Client, ask: Ask) -> Fetched:
        """A conditional GET. Raises FetchError."""
        return conditional_get(client, ask, ACCEPT)

    def earlier(self, client: Client, ask: Ask, since: date) -> Iterator[Page]:  # noqa: ARG002 (the promise)
        """The page as it is now: there is nothing before it. Raises FetchError."""
        yield Page(conditional_get(client, Ask(ask.url), ACCEPT), 1, 1, "A single page has no earlier items.")

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:
        """The page as the only item, by its canonical address. Raises Unreadable for anything that is no page."""
        return [article(as_text(body, content_type), url)]


def article(text: str, url: str) -> FeedItem:
    """What a page tells. Raises Unreadable for text that is no page, or one that says nothing."""
    if text.lstrip()[:1] != "<":
        raise Unreadable("The answer is no web page. Correct the address.")
    tree = page_tree(text)
    if tree is None or tree.find(".//body") is None:
        raise Unreadable("The answer is no web page. Correct the address.")
    said, meta = _article_in_json(tree), _meta(tree)
    link = _canonical(tree, meta, url)
    title = _first_text(said.get("headline"), meta.get("og:title"), _heading(tree), tree.findtext(".//title"))
    if not title or not link:
        raise Unreadable("The page has no title. If it is filled in by a script, look for a feed of the site.")
    return FeedItem(
        guid=link,
        url=link,
        title=title[:TITLE_LIMIT],
        html=_body(tree, said, meta),
        language=language_tag(said.get("inLanguage")) or language_tag(tree.get("lang")) or _locale(meta),
        published_at=_published_at(tree, said, meta),
        author=_author(said.get("author")),
    )


def _article_in_json(tree: Any) -> dict[str, Any]:
    """The block of JSON-LD that is about an article; empty where there is none."""
    for script in tree.xpath('//script[@type="application/ld+json"]')[:_MOST_BLOCKS]:
        try:
            told = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for block in _blocks(told):
            if _types(block) & _ARTICLES:
                return block
    return {}


def _blocks(told: object) -> Iterator[dict[str, Any]]:
    several = told if isinstance(told, list) else [told]
    for block in several[:_MOST_BLOCKS]:
        if isinstance(block, dict):
            yield block
            graph = block.get("@graph")
            yield from (
                part for part in (graph if isinstance(graph, list) else [])[:_MOST_BLOCKS] if isinstance(part, dict)
            )


def _types(block: dict[str, Any]) -> set[str]:
    kind = block.get("@type")
    return {str(one).lower() for one in (kind if isinstance(kind, list) else [kind])}


def _meta(tree: Any) -> dict[str, str]:
    """The page's meta fields by property or name, the first of each."""
    found: dict[str, str] = {}
    for field in tree.iter("meta"):
        name = (field.get("property") or field.get("name") or field.get("itemprop") or "").strip().lower()
        content = field.get("content") or ""
        if name and content:
            found.setdefault(name, content)
    return found


def _canonical(tree: Any, meta: dict[str, str], url: str) -> str:
    """The address the page wants to go by, if it is on the same site; a page cannot speak for another one."""
    links = tree.xpath('//link[contains(concat(" ", normalize-space(@rel), " "), " canonical ")]/@href')
    for named in (*links[:1], meta.get("og:url")):
        address = web_address(named, url)
        if address and _site(address) == _site(url):
            return address
    return web_address(url)


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.")


def _heading(tree: Any) -> str:
    heading = next(tree.iter("h1"), None)
    return "" if heading is None else words_of(heading)


def _first_text(*values: object) -> str:
    """The first that says anything, as markup."""
    texts = (escaped(" ".join(value.split())) for value in values if isinstance(value, str))
    return next(filter(None, texts), "")


def _body(tree: Any, said: dict[str, Any], meta: dict[str, str]) -> str:
    """The text: from JSON-LD if that is more than a teaser, else as trafilatura finds it, else as the tags mark it.

    The tags are followed where trafilatura gives next to nothing, and where the page has exactly one <article> and
    more than a fifth of that one's words or of its figures are missing from what trafilatura gives.
    """
    whole = cleaned(said.get("articleBody"), HTML_LIMIT)
    if len(whole) >= _LONG_ENOUGH:
        return escaped(whole)
    found = _found(tree)
    if len(found) >= _LONG_ENOUGH and not _is_much_lost(tree, found):
        return found
    nodes = [*tree.iter("article"), *tree.iter("main"), *tree.xpath('//*[@role="main"]')]
    best = max((paragraphs(node) for node in nodes[:_MOST_BLOCKS]), key=len, default="")
    return best or paragraphs(tree.find(".//body")) or escaped(meta.get("og:description"))


def _found(tree: Any) -> str:
    """What trafilatura takes for the article, as escaped paragraphs; empty if it finds none or may take too long."""
    if not _is_of_a_usual_size(tree):
        return ""
    # Imported here: it brings eight packages, 0.15 s and 10 MB that other kinds of source need not pay.
    import trafilatura  # noqa: PLC0415

    try:
        # fast leaves out jusText's second opinion, whose time grows with the square of the paragraphs.
        text = trafilatura.extract(
            tree, fast=True, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
        )
    except _TRIPS:
        return ""
    heading = _heading(tree)
    lines = (line for line in _lines(text or "") if line != heading)
    return "".join(f"<p>{escaped(line)}</p>" for line in lines)[:HTML_LIMIT]


def _is_of_a_usual_size(tree: Any) -> bool:
    if next(islice(tree.iter(), _MOST_ELEMENTS, None), None) is not None:
        return False
    texts = tree.xpath("//text()[not(parent::script or parent::style)]")
    return sum(map(len, texts)) <= HTML_LIMIT


def _lines(text: str) -> Iterator[str]:
    """The lines of a text and the cells of its tables ("| Q2 | 245 MW |", "|---|---|"), lists without their "- "."""
    for line in text.splitlines():
        cells = line.split("|") if line.lstrip().startswith("|") else [line.removeprefix("- ")]
        for cell in cells:
            words = " ".join(cell.split())
            if words.strip("-"):
                yield words


def _is_much_lost(tree: Any, found: str) -> bool:
    """Whether a good part of the only <article> is not among what was found; links that stand alone do not count."""
    articles = list(islice(tree.iter("article"), 2))
    if len(articles) != 1:
        return False
    links = {escaped(words_of(link)) for link in articles[0].iter("a")}
    parts = paragraphs(articles[0]).replace("<p>", "").split("</p>")
    words = [word for part in parts if part not in links for word in part.split()]
    figures = [word for word in words if any(map(str.isdigit, word))]
    kept = set(found.replace("<p>", " ").replace("</p>", " ").split())
    return any(sum(word not in kept for word in some) > _MOST_LOST * len(some) for some in (words, figures))


def _published_at(tree: Any, said: dict[str, Any], meta: dict[str, str]) -> datetime | None:
    """The first time that has a zone, from the most telling place to the least."""
    places = [said.get("datePublished"), *(meta.get(name) for name in _MEANT), *tree.xpath("//time/@datetime")[:1]]
    return next((moment for moment in map(iso_moment, places) if moment), None)


def _locale(meta: dict[str, str]) -> str:
    return language_tag(meta.get("og:locale"))


def _author(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    name = first.get("name") if isinstance(first, dict) else first
    return cleaned(name, AUTHOR_LIMIT)
