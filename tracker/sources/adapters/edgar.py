"""SEC EDGAR: a company's 8-K and 6-K filings with the press releases they carry.

`fetch` reads the list of filings, then of each new one the index page and the documents worth reading.
"""

import html
from functools import partial
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from tracker.lib.http import Client, FetchError
from tracker.lib.text import plain_text
from tracker.sources.adapters import bundle
from tracker.sources.adapters.decoding import as_text
from tracker.sources.adapters.edgar_index import Document, Filing, accepted_at, documents, submissions
from tracker.sources.adapters.fetching import conditional_get
from tracker.sources.adapters.promise import Ask, FeedItem, Fetched
from tracker.sources.adapters.values import HTML_LIMIT

NEWEST: Final = 12  # filings that are looked at, so that a new source brings weeks of them and not years
PER_POLL: Final = 4
MOST_DOCUMENTS: Final = 4
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
        listed = conditional_get(client, ask, "application/json")
        if listed.not_modified:
            return listed
        told = submissions(as_text(listed.body, listed.content_type))
        newest = told.filings[:NEWEST]
        known = ask.known([filing.accession for filing in newest])
        new = [filing for filing in newest if filing.accession not in known]
        folder = f"{_archive(ask.url)}/Archives/edgar/data/{told.cik}"
        found, got_all = bundle.gather(new[:PER_POLL], partial(_filing, client, folder))
        is_complete = got_all and len(new) <= PER_POLL
        return bundle.pack(listed, {"name": told.name, "filings": found}, is_complete=is_complete)

    def parse(self, body: bytes, content_type: str, url: str = "") -> list[FeedItem]:  # noqa: ARG002 (the promise)
        """An item for each filing, by its accession number. Raises Unreadable."""
        whole, filings = bundle.unpack(body, "filings")
        return [_item(filing, str(whole.get("name", ""))) for filing in filings if filing.get("accession")]


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
