"""News as sources have it: 100 feeds of 50 items, made up, the same on every run.

Of each ten items two tell of a move of a tracked miner into AI data centers, each an event of its own (company, site,
partner, megawatts, dollars, day); one is miner news that is no such move (production, results, shares); seven name no
tracked company: coins and markets, data centers of others. An item has about 1,200 characters of HTML, with links,
emphasis and entities, and is dated within the last 30 days. Half of the feeds are as WordPress makes them (an excerpt
and the whole text, categories, an author), a quarter plain RSS, a quarter Atom.
"""

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from tracker.extraction.bundled import bundled_book

FEEDS: Final = 100
ITEMS: Final = 50
LENGTH: Final = 1_200
_WORDS: Final[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("ingest_words.yaml").read_text(encoding="utf-8")
)
_PEOPLE: Final[list[str]] = _WORDS["people"]
_PARTNERS: Final = ("hyperscaler", "neocloud", "ai_lab", "sovereign", "vendor")


@dataclass(frozen=True, slots=True)
class News:
    """One item before it is put into a feed's markup. `is_move` says whether it belongs in the queue."""

    guid: str
    title: str
    markup: str
    published_at: datetime
    author: str
    categories: tuple[str, ...]
    is_move: bool


def feeds(now: datetime, count: int = FEEDS, items: int = ITEMS) -> dict[str, bytes]:
    """The documents by the loopback address that serves each: 127.0.0.1, 127.0.0.2 and so on."""
    makers = (_wordpress, _plain_rss, _wordpress, _atom)
    return {
        f"127.0.0.{number}": makers[number % len(makers)](number, list(_news(number, now, items))).encode()
        for number in range(1, count + 1)
    }


def _news(number: int, now: datetime, items: int) -> Iterator[News]:
    """The items of one feed, the latest first."""
    chance = Random(number)
    at = now
    for place in range(items):
        at -= timedelta(minutes=chance.randrange(2, 2 * 30 * 24 * 60 // items))
        kind = ("move", "other", "other", "miner", "other", "move", "other", "other", "other", "other")[place % 10]
        yield _one(chance, kind, f"{number}-{place}", at)


def _one(chance: Random, kind: str, guid: str, at: datetime) -> News:
    words = _words(chance, at)
    template = chance.choice(_WORDS["news"][kind])
    texts = [template["lead"], chance.choice(_WORDS["quotes"][kind]), *chance.sample(_WORDS["background"][kind], 4)]
    paragraphs = [text.format(**words) for text in texts]
    return News(
        guid=guid,
        title=template["title"].format(**words),
        markup=_markup(chance, paragraphs),
        published_at=at,
        author=chance.choice(_PEOPLE),
        categories=tuple(chance.sample(("Bitcoin", "Mining", "Data centers", "AI", "Markets", "Energy", "Deals"), 3)),
        is_move=kind == "move",
    )


def _words(chance: Random, at: datetime) -> dict[str, object]:
    """What fills the places of a template: a company with a site of its own, a partner, figures, names."""
    book = bundled_book()
    company = chance.choice(book.companies)
    sites = [site.name for site in book.sites if site.company == company.key]
    mw, years = chance.randrange(12, 900), chance.choice((5, 7, 10, 12, 15, 20))
    return {
        "company": company.names[0],
        "short": company.names[1] if len(company.names[1]) < 20 else company.names[0],
        "ticker": company.ticker,
        "site": chance.choice(sites) if sites else "Odessa",
        "partner": chance.choice([known.name for known in book.counterparties if known.sort in _PARTNERS]),
        "bank": chance.choice([known.name for known in book.counterparties if known.sort == "financier"]),
        "person": f"{chance.choice(_PEOPLE).split()[0]} {chance.choice(_PEOPLE).split()[-1]}",
        "other": chance.choice(("Equinix", "Digital Realty", "Vantage", "QTS", "Switch", "Iron Mountain", "CyrusOne")),
        "coin": chance.choice(("Bitcoin", "Ether", "Solana", "XRP", "Dogecoin", "Litecoin")),
        "place": chance.choice(("Ohio", "Virginia", "Arizona", "Ireland", "Norway", "Johor", "Frankfurt", "Texas")),
        "mw": mw,
        "more_mw": mw + chance.randrange(20, 400),
        "billions": f"{mw * years * chance.uniform(0.8, 1.6) / 1000:.2f}",
        "millions": chance.randrange(20, 980),
        "years": years,
        "pct": f"{chance.uniform(0.4, 14):.1f}",
        "price": f"{chance.uniform(2, 60):.2f}",
        "thousands": f"{chance.randrange(58, 126)},{chance.randrange(100, 999)}",
        "count": chance.randrange(120, 990),
        "hash": f"{chance.uniform(4, 60):.1f}",
        "day": f"{at:%B} {at.day}",
        "month": f"{at - timedelta(days=30):%B}",
        "quarter": chance.choice(("first", "second", "third", "fourth")),
        "year": at.year + chance.choice((1, 1, 2)),
    }


def _markup(chance: Random, paragraphs: list[str]) -> str:
    """Paragraphs as an editor's system writes them, up to the usual length."""
    parts = [f"<p><strong>{html.escape(paragraphs[0])}</strong></p>\n"]
    if chance.random() < 0.4:
        picture = f"https://img.example.org/{chance.randrange(10**6)}.jpg"
        parts.insert(0, f'<p><img src="{picture}" alt="" width="1200" height="630"/></p>\n')
    for text in paragraphs[1:]:
        if sum(map(len, parts)) > LENGTH - 160:
            break
        first, _space, rest = html.escape(text, quote=False).partition(" ")
        link = f'<a href="https://news.example.org/tag/{chance.randrange(900)}" rel="tag">{first}</a>'
        parts.append(f"<p>{link} {rest.replace(' - ', ' &#8211; ')}</p>\n")
    return "".join(parts)


# --- documents --------------------------------------------------------------------------------------------------------


def _link(one: News, number: int) -> str:
    return f"https://www.news-{number}.example.org/{one.published_at:%Y/%m}/{one.guid}/?utm_source=rss&utm_medium=feed"


def _document(root: str, head: str, items: list[News], item: Callable[[News], str], end: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}{head}{"".join(map(item, items))}{end}'


def _rss_item(one: News, number: int, body: str) -> str:
    return (
        f"<item>\n<title>{html.escape(one.title)}</title>\n<link>{html.escape(_link(one, number))}</link>\n"
        f'<guid isPermaLink="false">{one.guid}</guid>\n<pubDate>{format_datetime(one.published_at)}</pubDate>\n'
        f"{body}</item>\n"
    )


def _wordpress(number: int, items: list[News]) -> str:
    def item(one: News) -> str:
        excerpt = one.markup.partition("<strong>")[2].partition("</strong>")[0]
        categories = "".join(f"<category><![CDATA[{name}]]></category>\n" for name in one.categories)
        return _rss_item(
            one,
            number,
            f"<dc:creator><![CDATA[{one.author}]]></dc:creator>\n{categories}"
            f"<description><![CDATA[<p>{excerpt} [&#8230;]</p>]]></description>\n"
            f"<content:encoded><![CDATA[{one.markup}]]></content:encoded>\n",
        )

    root = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
    )
    return _document(root, f"<title>News {number}</title><language>en-US</language>\n", items, item, "</channel></rss>")


def _plain_rss(number: int, items: list[News]) -> str:
    def item(one: News) -> str:
        return _rss_item(one, number, f"<description>{html.escape(one.markup)}</description>\n")

    return _document('<rss version="2.0"><channel>', f"<title>News {number}</title>", items, item, "</channel></rss>")


def _atom(number: int, items: list[News]) -> str:
    def item(one: News) -> str:
        when = one.published_at.astimezone(UTC).isoformat()
        return (
            f"<entry><id>tag:news-{number}.example.org:{one.guid}</id><title>{html.escape(one.title)}</title>"
            f'<link rel="alternate" href="{html.escape(_link(one, number))}"/><published>{when}</published>'
            f"<updated>{when}</updated><author><name>{one.author}</name></author>"
            f'<content type="html">{html.escape(one.markup)}</content></entry>\n'
        )

    head = f"<title>News {number}</title><id>tag:news-{number}.example.org</id>"
    return _document('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">', head, items, item, "</feed>")
