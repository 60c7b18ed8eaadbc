"""What EDGAR's pages say: the list of a company's filings, and the index page of one. Pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from tracker.sources.adapters.dates import iso_day
from tracker.sources.adapters.markup import page_tree, words_of
from tracker.sources.adapters.promise import Unreadable

FORMS: Final = frozenset({"8-K", "8-K/A", "6-K", "6-K/A"})
NEW_YORK: Final = ZoneInfo("America/New_York")
_ACCESSION: Final = re.compile(r"\d{10}-\d{2}-\d{6}")
_READABLE: Final = re.compile(r"[\w.-]{1,100}\.(?:html?|txt)", re.IGNORECASE | re.ASCII)
_EXHIBIT: Final = re.compile(r"EX-99(?:\.\d{1,3})?", re.IGNORECASE)
_OLDER: Final = re.compile(r"CIK\d{10}-submissions-\d{3}\.json", re.ASCII)
_NO_LIST: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_COLUMNS: Final = ("accessionNumber", "form", "filingDate", "items", "primaryDocument")


@dataclass(frozen=True, slots=True)
class Filing:
    """One row of the list."""

    accession: str
    form: str
    filed_on: str
    items: str
    document: str


@dataclass(frozen=True, slots=True)
class OlderList:
    """A further list of filings: a file beside the first one, and the day of its newest filing, "" if unknown."""

    name: str
    until: str


@dataclass(frozen=True, slots=True)
class Submissions:
    """A company and its filings that announce something, newest first: a thousand or a year's, and lists of others."""

    name: str
    cik: int
    filings: list[Filing]
    older: list[OlderList]


def submissions(text: str) -> Submissions:
    """The list of a company's filings. Raises Unreadable for anything else."""
    try:
        told = json.loads(text)
        recent = told["filings"]["recent"]
        columns = [recent[name] for name in _COLUMNS]
        files = told["filings"].get("files")
        cik = int(told["cik"])
        name = str(told["name"])
    except _NO_LIST as error:
        sentence = (
            "The answer is no list of a company's filings. Use https://data.sec.gov/submissions/CIK##########.json."
        )
        raise Unreadable(sentence) from error
    return Submissions(name, cik, list(_filings(columns)), list(_older(files)))


def older_filings(text: str) -> list[Filing]:
    """The filings of one of the further lists, which is nothing but columns. Raises Unreadable for anything else."""
    try:
        told = json.loads(text)
        columns = [told[name] for name in _COLUMNS]
    except _NO_LIST as error:
        raise Unreadable("EDGAR's list of older filings has another form than it used to.") from error
    return list(_filings(columns))


def _older(files: object) -> Iterator[OlderList]:
    for file in files if isinstance(files, list) else []:
        name = file.get("name") if isinstance(file, dict) else None
        # Only the name of a file beside the first list: nothing else is asked for, whatever the list says.
        if isinstance(name, str) and _OLDER.fullmatch(name):
            yield OlderList(name, iso_day(file.get("filingTo")))


def _filings(columns: list[Any]) -> Iterator[Filing]:
    if not all(isinstance(column, list) for column in columns):
        return
    for row in zip(*columns, strict=False):
        if all(isinstance(value, str) for value in row) and row[1] in FORMS and _ACCESSION.fullmatch(row[0]):
            yield Filing(*row)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a filing, by its name in the filing's folder."""

    name: str
    type: str


def documents(index: str, filing: Filing) -> list[Document]:
    """What of a filing is read, by its index page: press releases and other exhibits 99 first, then the form itself."""
    tree = page_tree(index)
    rows = [] if tree is None else tree.xpath('//table[@summary="Document Format Files"]//tr[td]')
    found = [document for row in rows if (document := _document(row)) is not None]
    exhibits = [one for one in found if _EXHIBIT.fullmatch(one.type)]
    forms = [one for one in found if one.type == filing.form]
    if not forms and _READABLE.fullmatch(filing.document):
        forms = [Document(filing.document, filing.form)]
    return [*exhibits, *forms[:1]]


def _document(row: Any) -> Document | None:
    cells = row.findall("td")
    link = cells[2].find(".//a") if len(cells) > 3 else None
    # Only the name: whatever the page links to, nothing outside the filing's folder is asked for.
    name = (link.get("href") or "").rpartition("/")[2] if link is not None else ""
    return Document(name, words_of(cells[3])) if _READABLE.fullmatch(name) else None


def accepted_at(index: str) -> datetime | None:
    """When EDGAR took the filing, to the second, by its index page, which gives New York time.

    The list's own `acceptanceDateTime` ends in Z for every company, and for many of them it is New York time all the
    same: nothing in it tells which. So the page decides, and where it does not say, the time is not known.
    """
    tree = page_tree(index)
    heads = [] if tree is None else tree.xpath('//div[@class="infoHead"][normalize-space()="Accepted"]')
    info = heads[0].getnext() if heads else None
    if info is None:
        return None
    try:
        local = datetime.strptime(words_of(info), "%Y-%m-%d %H:%M:%S").replace(tzinfo=NEW_YORK)
    except ValueError:
        return None
    return local.astimezone(UTC)
