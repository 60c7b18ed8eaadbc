"""SEC EDGAR: a company's 8-K and 6-K filings with the press releases they carry.

`fetch` reads the list of filings, then of each new one the index page and the documents worth reading.
"""

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final
from urllib.parse import urljoin, urlsplit

from tracker.lib.http import Client, FetchError
from tracker.lib.text import plain_text
from tracker.sources.adapters import bundle
from tracker.sources.adapters.decoding import as_text
from tracker.sources.adapters.edgar_index import (
    Document,
    Filing,
    Submissions,
    accepted_at,
    documents,
    older_filings,
    submissions,
)
from tracker.sources.adapters.fetching import conditional_get
from tracker.sources.adapters.past import Walk
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched, Page, Unreadable
from tracker.sources.adapters.values import HTML_LIMIT

NEWEST: Final = 12  # filings that are looked at, so that a new source brings weeks of them and not years
PER_POLL: Final = 4
MOST_DOCUMENTS: Final = 4
MOST_LISTS: Final = 20  # of older filings, a thousand and more in each
_ACCEPT: Final = "application/json"
_ITEMS: Final = {
    "1.01": "material agreement entered",
    "1.02": "material agreement ended",
    "1.03": "bankruptcy or receivership",
    "1.05": "cybersecurity incident",
    "2.01": "acquisition or sale completed",
    "2.02": "results of operations",
    "2.03": "financial obligation created",
    "2.04": "obligation accelerated",
    "2.05": "exit or disposal costs",
    "2.06": "impairment",
    "3.01": "listing notice",
    "3.02": "unregistered sale of shares",
    "3.03": "rights of holders changed",
    "4.01": "auditor changed",
    "4.02": "earlier statements not to be relied on",
    "5.01": "change of control",
    "5.02": "directors or officers changed",
    "5.03": "articles or bylaws changed",
    "5.07": "shareholder vote",
    "7.01": "Regulation FD disclosure",
    "8.01": "other events",
    "9.01": "exhibits",
}


class EdgarAdapter:
    """The promise for `SourceKind.EDGAR`; the address is https://data.sec.gov/submissions/CIK##########.json."""

    asks_over_client: ClassVar[bool] = True
    needs_contact: ClassVar[bool] = True

    def fetch(self, client: Client, ask: Ask) -> Fetched:
        """The list, and the new filings on it, a few at a time. Raises FetchError or Unreadable."""
        listed = conditional_get(client, ask, _ACCEPT)
        if listed.not_modified:
            return listed
        told = submissions(as_text(listed.body, listed.content_type))
        newest = told.filings[:NEWEST]
        known = ask.known([filing.accession for filing in newest])
        new = [filing for filing in newest if filing.accession not in known]
        found, got_all = bundle.gather(new[:PER_POLL], partial(_filing, client, _folder(ask.url, told)))
        is_complete = got_all and len(new) <= PER_POLL
        return bundle.pack(listed, {"name": told.name, "filings": found}, is_complete=is_complete)

    def earlier(self, client: Client, ask: Ask, since: date) -> Iterator[Page]:
        """All filings since the day, from as many lists as reach back to it. Raises FetchError or Unreadable."""
        listed = conditional_get(client, Ask(ask.url), _ACCEPT)
        told = submissions(as_text(listed.body, listed.content_type))
        older = sorted(told.older, key=lambda one: one.until or since.isoformat(), reverse=True)
        reaching = [one.name for one in older if not one.until or one.until >= since.isoformat()]
        more, failure = _older(client, listed.url, reaching[:MOST_LISTS])
        filings = [*told.filings, *more]
        wanted = {one.accession: one for one in filings if one.filed_on >= since.isoformat()}
        walk = Walk(
            sorted(wanted.values(), key=lambda one: one.filed_on, reverse=True),
            name_of=lambda one: one.accession,
            fetch=partial(_filing, client, _folder(ask.url, told)),
            pack=lambda found: bundle.pack(listed, {"name": told.name, "filings": found}, is_complete=False),
            handful=PER_POLL,
            note="" if failure else _not_looked_at(reaching[MOST_LISTS:]),
        )
        if failure is None:
            yield from walk.pages(ask)
            return
        for page in walk.pages(ask):
            yield replace(page, total=None)  # how many there are is on the list that did not come
        raise failure

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:  # noqa: ARG002 (the promise)
        """An item for each filing, by its accession number. Raises Unreadable."""
        whole, filings = bundle.unpack(body, "filings")
        return [_item(filing, str(whole.get("name", ""))) for filing in filings if filing.get("accession")]


def _older(client: Client, url: str, names: list[str]) -> tuple[list[Filing], FetchError | Unreadable | None]:
    """The filings of further lists, up to the first that fails, and why that one does."""
    found: list[Filing] = []
    for name in names:
        try:
            answer = client.get(urljoin(url, name), {"Accept": _ACCEPT})
            found += older_filings(as_text(answer.body, answer.headers.get("content-type", "")))
        except (FetchError, Unreadable) as failure:
            return found, failure
    return found, None


def _not_looked_at(names: list[str]) -> str:
    if len(names) == 1:
        return "EDGAR has 1 more list of older filings, which was not looked at."
    return f"EDGAR has {len(names):,} more lists of older filings, which were not looked at." if names else ""


def _folder(url: str, told: Submissions) -> str:
    """Where the documents of a company are."""
    return f"{_archive(url)}/Archives/edgar/data/{told.cik}"


def _archive(url: str) -> str:
    """The site that holds the documents: of data.sec.gov it is www.sec.gov."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.replace('data.sec.gov', 'www.sec.gov')}"


def _filing(client: Client, folder: str, filing: Filing) -> dict[str, Any]:
    """A filing with its index page and documents. Raises FetchError where asking later may help."""
    there = f"{folder}/{filing.accession.replace('-', '')}"
    index_url = f"{there}/{filing.accession}-index.htm"
    index = _text(client, index_url)
    read = documents(index, filing)[:MOST_DOCUMENTS]
    return {
        "accession": filing.accession,
        "form": filing.form,
        "filed_on": filing.filed_on,
        "items": filing.items,
        "url": index_url,
        "index": index,
        "documents": [_document(client, there, document) for document in read],
    }


def _document(client: Client, there: str, document: Document) -> dict[str, str]:
    return {"type": document.type, "text": _text(client, f"{there}/{document.name}")}


def _text(client: Client, url: str) -> str:
    """A page; empty where it is gone for good. Raises FetchError."""
    try:
        answer = client.get(url, {"Accept": "text/html, text/plain;q=0.9, */*;q=0.5"})
    except FetchError as error:
        if bundle.is_for_good(error):
            return ""
        raise
    return as_text(answer.body, answer.headers.get("content-type", ""))


def _item(filing: dict[str, Any], name: str) -> FeedItem:
    form, items = str(filing.get("form", "")), str(filing.get("items", ""))
    codes = [code.strip() for code in items.split(",") if code.strip()]
    named = [f"{code} {_ITEMS[code]}" if code in _ITEMS else code for code in codes]
    told = [code for code in named if not code.startswith("9.01")] or named
    title = f"{name}: {form}" + (f" ({', '.join(told)})" if told else "")
    head = f"Form {form} of {name}, filed on {filing.get('filed_on', '')}. Items: {', '.join(named) or 'none named'}."
    texts = [_reduced(str(document.get("text", ""))) for document in filing.get("documents", [])]
    body = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in (*texts, head) if text)
    return FeedItem(
        guid=str(filing["accession"]),
        url=str(filing.get("url", "")),
        title=html.escape(title, quote=False),
        html=body[:HTML_LIMIT],
        language="en",
        published_at=accepted_at(str(filing.get("index", ""))),
        author=name,
    )


def _reduced(markup: str) -> str:
    """The words of a document, without the hidden figures that inline XBRL puts before them."""
    start, end = markup.find("<ix:header"), markup.find("</ix:header>")
    return plain_text(markup[:start] + markup[end:] if 0 <= start < end else markup)
