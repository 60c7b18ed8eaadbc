"""What an article says: a pure function from text, publication time and the names on record to a reading.

No Django, no clock, no network. Every fact carries the words it was read from and the rule that read it.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from tracker.extraction.aliases import WORD, AliasBook
from tracker.extraction.proposal import Proposal, ProposedStatement
from tracker.extraction.rules import kinds, names, primary, when
from tracker.extraction.rules.context import mark_context
from tracker.extraction.rules.figures import Capacity, Term, Value, capacity, term, value
from tracker.extraction.rules.kinds import KindFound
from tracker.extraction.rules.language import guess_language
from tracker.extraction.rules.marks import NO_MARKS, Found, Marks, marks
from tracker.extraction.rules.moves import Move, Moving, move
from tracker.extraction.rules.names import Circle, Mention
from tracker.extraction.rules.parties import Parties, parties
from tracker.extraction.rules.passage import HEADLINE, TEXT, Fact, Passage, prepare
from tracker.extraction.rules.people import Named, people
from tracker.extraction.rules.proposed import proposed_move, proposed_person, storable
from tracker.extraction.rules.relevance import AI_CUSTOMERS, RELEVANT_FROM, Subject, relevance
from tracker.extraction.rules.setting import Setting
from tracker.extraction.rules.statements import statements
from tracker.extraction.rules.when import When
from tracker.lib.text import clip, fold

READER_VERSION = "2025.6"

# What is read of an article; spans beyond are never made, so reading time is bounded whatever is delivered.
MAX_HEADLINE, MAX_TEXT = 2_000, 24_000
_CHANGES_OF_POST = frozenset({"joins", "leaves", "promoted", "moves"})


@dataclass(frozen=True, slots=True)
class Article:
    """An item to read: plain text, the time of publication (aware; None if unknown), the outlet's language as a hint.

    `tier` is the source's (a Tier value) and `zone` the outlet's time zone where they are known.
    """

    url: str
    outlet: str
    published_at: datetime | None
    headline: str
    text: str
    language_hint: str = ""
    tier: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. Companies are keys, capacity in MW, `score` between 0 and 1."""

    headline: str
    language: str
    score: float
    company: str = ""
    companies: tuple[str, ...] = ()
    kind: str = ""
    other_kinds: tuple[str, ...] = ()
    scope: str = ""
    when: When | None = None
    capacity: Capacity | None = None
    value: Value | None = None
    term: Term | None = None
    parties: Parties | None = None
    people: tuple[Named, ...] = ()
    statements: tuple[ProposedStatement, ...] = ()
    move: Move | None = None
    facts: tuple[Fact, ...] = ()
    marked: Marks = field(default=NO_MARKS, compare=False, repr=False)

    @property
    def marks(self) -> tuple[str, ...]:
        """What the telling is known again by, see rules.marks."""
        return self.marked.found[1]

    @property
    def headline_marks(self) -> tuple[str, ...]:
        """Those of them that the headline has."""
        return self.marked.found[0]

    @property
    def relevant(self) -> bool:
        """Whether it belongs in the queue: an AI or HPC data-center move by one tracked company."""
        return self.score >= RELEVANT_FROM

    @property
    def announced_on(self) -> date | None:
        """The day the announcement was made."""
        return self.when.day if self.when else None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: what the queue shows and highlights."""
        return {
            "version": READER_VERSION,
            "language": self.language,
            "relevant": self.relevant,
            "score": self.score,
            "company": self.company,
            "companies": list(self.companies),
            "kind": self.kind,
            "other_kinds": list(self.other_kinds),
            "announced_on": self.announced_on.isoformat() if self.announced_on else None,
            "facts": [asdict(fact) for fact in self.facts],
            "marks": list(self.marks),
            "headline_marks": list(self.headline_marks),
            "joining": [one.name for one in self.people if one.action == "joins"],
        }

    def proposal(self, *, source_url: str = "", source_name: str = "", source_tier: str = "") -> Proposal | None:
        """The entry form as filled in by reading; None where company, kind or day is missing."""
        if not self.company or not self.kind or self.when is None or self.when.day is None:
            return None
        return Proposal(
            company=self.company,
            kind=self.kind,
            scope=self.scope,
            title=clip(self.headline, 300),
            announced_on=self.when.day,
            announced_at=self.when.at,
            date_precision=self.when.precision,
            date_basis=self.when.basis,
            also_companies=(),
            source_url=source_url,
            source_name=source_name,
            source_language=self.language,
            source_tier=source_tier,
            words={fact.field: fact.words[:300] for fact in reversed(self.facts)},
            **self._figures(),
            **self._who_and_where(),
        )

    def _figures(self) -> dict[str, Any]:
        return {
            "capacity_mw": storable(self.capacity.mw, 3) if self.capacity else None,
            "capacity_basis": self.capacity.basis if self.capacity else "",
            "value_amount": storable(self.value.amount, 2) if self.value else None,
            "value_currency": self.value.currency if self.value else "USD",
            "value_counts": self.value.counts if self.value else "",
            "term_years": self.term.years if self.term else None,
            "moves": (proposed_move(self.move),) if self.move else (),
        }

    def _who_and_where(self) -> dict[str, Any]:
        return {
            "counterparties": self.parties.on_record if self.parties else (),
            "guarantor": self.parties.guarantor if self.parties else "",
            "sites": self.parties.sites if self.parties else (),
            "people": tuple(proposed_person(p) for p in self.people if p.action in _CHANGES_OF_POST),
            "statements": self.statements,
        }


def read(article: Article, book: AliasBook) -> Reading:
    """Read one article against the names of the book. Never raises for what a text says."""
    whole = f"{article.headline[:MAX_HEADLINE]}\n{article.text[:MAX_TEXT]}"
    printed = WORD.findall(whole)
    words = list(map(fold, printed))
    language = guess_language(whole, words, article.language_hint)
    if not book.may_name_company(whole, printed, words):
        return _of_nobody(article, book, language)
    headline, body = _passages(article, language)
    found = names.all_mentions(headline, body, book)
    company = primary.primary_company(found, headline, body)
    published_on = when.local_day(article.published_at, language, article.zone)
    mark_context((headline, body), found, company.key if company else "", published_on)
    named = people((headline, body), Circle(book, found, company.key)) if company else ()
    customers = [m for m in found if m.owner == "counterparty" and book.sorts.get(m.key) in AI_CUSTOMERS]
    ranked = kinds.rank_kinds(headline, body, customers=customers, people=named, sides=_sides(company, found))
    subject = _subject(company, found, ranked, len({m.key for m in customers}))
    score = relevance(subject, headline, body)
    base = _Base(article, book, (headline, body), found, language, score, kinds.nearly_as_strong(ranked))
    if company is None or not ranked:
        return _short_reading(base, company)
    return _full_reading(base, company, ranked[0], named)


def _passages(article: Article, language: str) -> tuple[Passage, Passage]:
    return (
        prepare(HEADLINE, article.headline[:MAX_HEADLINE], language),
        prepare(TEXT, article.text[:MAX_TEXT], language),
    )


def _of_nobody(article: Article, book: AliasBook, language: str) -> Reading:
    """What is read of a piece that names no company on record: the marks of its story, if they are asked for."""

    def make() -> Found:
        passages = _passages(article, language)
        return _marks(_Base(article, book, passages, names.all_mentions(*passages, book), language, 0.0, ()))

    return Reading(article.headline[:MAX_HEADLINE], language, 0.0, marked=Marks(make))


def _short_reading(base: "_Base", company: Mention | None) -> Reading:
    """What is read of a piece that is about nobody on record or tells of nothing."""
    return Reading(
        headline=base.passages[0].text,
        language=base.language,
        score=base.score,
        company=company.key if company else "",
        companies=names.company_keys(base.mentions, company),
        marked=_marked(base),
    )


def _marked(base: "_Base") -> Marks:
    found = _marks(base)
    return Marks(lambda: found)


def _marks(base: "_Base") -> Found:
    published_on = when.local_day(base.article.published_at, base.language, base.article.zone)
    days = when.month_days(base.passages, published_on)
    return marks(base.passages, base.mentions, days)


@dataclass(frozen=True, slots=True)
class _Base:
    """What every rule after the first ones works on."""

    article: Article
    book: AliasBook
    passages: tuple[Passage, Passage]
    mentions: list[Mention]
    language: str
    score: float
    other_kinds: tuple[str, ...]


def _sides(company: Mention | None, found: list[Mention]) -> kinds.Sides:
    return kinds.Sides(company.key, tuple(found)) if company else kinds.NO_SIDES


def _subject(company: Mention | None, found: list[Mention], ranked: list[KindFound], ai_customers: int) -> Subject:
    return Subject(
        has_company=company is not None,
        companies=len({m.key for m in found if m.owner == "company"}),
        kind=ranked[0].kind if ranked else "",
        kind_score=ranked[0].score if ranked else 0.0,
        ai_customers=ai_customers,
    )


def _full_reading(base: _Base, company: Mention, kind: KindFound, named: tuple[Named, ...]) -> Reading:
    published_on = when.local_day(base.article.published_at, base.language, base.article.zone)
    dated = when.announced(base.passages, published_on, None)
    told = move(base.passages, Moving(company.key, base.mentions, published_on, dated.day))
    if when.is_release(base.article.tier, base.mentions) and told is None:
        dated = when.announced(base.passages, published_on, base.article.published_at)
    sides = parties(base.passages, _setting(base, company.key, kind.kind, named))
    is_about_people = kind.kind in ("executive_hire", "executive_departure")
    mw = None if is_about_people else capacity(base.passages)
    worth = None if is_about_people else value(base.passages, kind.kind)
    years = None if is_about_people else term(base.passages, kind.kind)
    said = statements(base.passages[1], named, base.mentions, base.book)
    figures = [part.fact for part in (mw, worth, years) if part is not None]
    return Reading(
        headline=base.passages[0].text,
        language=base.language,
        score=base.score,
        company=company.key,
        companies=names.company_keys(base.mentions, company),
        kind=kind.kind,
        other_kinds=base.other_kinds,
        scope="ai_hpc" if base.score >= RELEVANT_FROM else "mining",
        when=dated,
        capacity=mw,
        value=worth,
        term=years,
        parties=sides,
        people=named,
        statements=tuple(statement for statement, _fact in said),
        move=told,
        marked=_marked(base),
        facts=(
            *_company_and_kind(base, company, kind), *dated.facts, *figures, *sides.facts,
            *(fact for person in named for fact in person.facts),
            *(told.facts if told else ()), *(fact for _statement, fact in said),
        ),
    )  # fmt: skip


def _setting(base: _Base, company: str, kind: str, named: tuple[Named, ...]) -> Setting:
    others = {fold(person.previous_employer) for person in named} | {fold(person.name) for person in named}
    return Setting(kind, company, base.mentions, base.book, frozenset(others))


def _company_and_kind(base: _Base, company: Mention, kind: KindFound) -> tuple[Fact, Fact]:
    passage = next(p for p in base.passages if p.where == company.where)
    first = passage.fact(
        "company", company.key, (company.start, company.end), f"company.{company.how.replace(' ', '_')}"
    )
    second = kind.passage.fact("kind", kind.kind, (kind.hit.start, kind.hit.end), f"kind.{kind.kind}")
    return first, second
