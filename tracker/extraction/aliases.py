"""The names that texts are matched against: companies, counterparties, people and sites on record. Pure.

A book is built once (see selectors) and shared by every article that is read with it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from tracker.extraction.lexicon import lexicon
from tracker.lib.text import fold

WORD = re.compile("[^\\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]+")
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BRACKETS = re.compile(r"\s?\([^)]{0,80}\)")
_CODE = re.compile(r"\b[A-Z]{2,4}-\d\b")
_LEGAL_FORM = re.compile(r",?\s(?:Inc|Corp|Corporation|Ltd|Limited|plc|AG|Co|LLC|Holdings|Group)\.?,?$")


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """A tracked company: key, present ticker, every ticker it ever had, every name."""

    key: str
    ticker: str
    tickers: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownName:
    """A counterparty, person or site with all its names; `company` is a site's owner, `sort` what it is."""

    key: str
    name: str
    names: tuple[str, ...]
    company: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to write one name: folded words, and whether it is written in capitals throughout."""

    owner: str
    key: str
    words: tuple[str, ...]
    name: str
    is_capitals: bool


@dataclass(frozen=True)
class AliasBook:
    """Everything a text may name. `owner` of an entry is "company", "counterparty", "person" or "site"."""

    companies: tuple[KnownCompany, ...] = ()
    counterparties: tuple[KnownName, ...] = ()
    people: tuple[KnownName, ...] = ()
    sites: tuple[KnownName, ...] = ()

    @cached_property
    def tickers(self) -> dict[str, str]:
        """Company keys by ticker, old and new."""
        beyond = {ticker: ticker for ticker in lexicon().names["beyond_record"]}
        return beyond | {ticker: company.key for company in self.companies for ticker in company.tickers}

    @cached_property
    def by_first_word(self) -> dict[str, tuple[Entry, ...]]:
        """Entries by their first folded word, longest first."""
        index: dict[str, list[Entry]] = {}
        for owner, key, name in self._all_names():
            for entry in _entries(owner, key, name):
                index.setdefault(entry.words[0], []).append(entry)
        return {word: tuple(sorted(entries, key=_length, reverse=True)) for word, entries in index.items()}

    @cached_property
    def unspaced(self) -> tuple[Entry, ...]:
        """Names in scripts without spaces, longest first."""
        found = [Entry(owner, key, (), name, False) for owner, key, name in self._all_names() if CJK.search(name)]
        return tuple(sorted(found, key=lambda entry: len(entry.name), reverse=True))

    def may_name_company(self, text: str, printed: Collection[str], folded: Collection[str]) -> bool:
        """Whether a text can name a company, by its words as printed and folded: a quick look that misses none."""
        words = frozenset(folded)
        if any(
            words.issuperset(rest) for word in words & self._company_words.keys() for rest in self._company_words[word]
        ):
            return True
        if not self.tickers.keys().isdisjoint(printed):
            return True
        return CJK.search(text) is not None and any(one.name in text for one in self.unspaced if one.owner == "company")

    @cached_property
    def _company_words(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The words of each spelling of each company, by the first."""
        rows = (
            (word, tuple(one.words for one in group if one.owner == "company"))
            for word, group in self.by_first_word.items()
        )
        return {word: spellings for word, spellings in rows if spellings}

    @cached_property
    def site_owners(self) -> dict[str, str]:
        """The company of each site."""
        return {site.key: site.company for site in self.sites}

    def site_of(self, company: str, words: str) -> str:
        """The key of the company's own site of this name: two companies may have a site at Dalton. "" if none."""
        return self._own_sites.get((company, fold(words)), "")

    @cached_property
    def _own_sites(self) -> dict[tuple[str, str], str]:
        return {(site.company, fold(name)): site.key for site in self.sites for name in site.names}

    @cached_property
    def sorts(self) -> dict[str, str]:
        """What each counterparty is (hyperscaler, vendor ...)."""
        return {known.key: known.sort for known in self.counterparties}

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """The display name by owner and key."""
        rows = (("counterparty", self.counterparties), ("person", self.people), ("site", self.sites))
        return {(owner, known.key): known.name for owner, group in rows for known in group}

    def _all_names(self) -> Iterable[tuple[str, str, str]]:
        extra = lexicon().names["extra_company_names"]
        for company in self.companies:
            names = dict.fromkeys((*company.names, *extra.get(company.key, ())))
            yield from (("company", company.key, name) for name in names)
        known = {company.key for company in self.companies}
        for key, names in lexicon().names["beyond_record"].items():
            yield from (("company", key, name) for name in names if key not in known)
        foreign = lexicon().names["extra_counterparty_names"]
        for owner, group in (("counterparty", self.counterparties), ("person", self.people), ("site", self.sites)):
            for one in group:
                more = foreign.get(one.key, ()) if owner == "counterparty" else ()
                yield from ((owner, one.key, name) for name in dict.fromkeys((*one.names, *more)))


def _length(entry: Entry) -> tuple[int, bool]:
    return len(entry.words), entry.owner == "company"


def _entries(owner: str, key: str, name: str) -> Iterable[Entry]:
    """The spellings of a name: as printed, without legal form or brackets, and written as one word."""
    seen: set[tuple[str, ...]] = set()
    for spelling in _spellings(owner, name):
        words = tuple(fold(word) for word in WORD.findall(spelling))
        if words and words not in seen and len("".join(words)) > 1:
            seen.add(words)
            yield Entry(owner, key, words, spelling, spelling.isupper())


def _spellings(owner: str, name: str) -> list[str]:
    plain = _BRACKETS.sub("", name).strip()
    short = _LEGAL_FORM.sub("", plain).strip()
    found = [plain, short] if len(short) > 2 else [plain]
    if owner == "site":
        found += _CODE.findall(plain)
    if owner == "company" and " " in short:
        found.append(re.sub(r"\W", "", short))
    return found
