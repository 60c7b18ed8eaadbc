"""What an article says: a pure function from text, publication time and the names on record to a reading.

No Django, no clock, no network. Every fact carries the words it was read from and the rule that read it.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from tracker.extraction.aliases import AliasBook
from tracker.extraction.learnt import Judgement, judge
from tracker.extraction.partners import partners
from tracker.extraction.picking import capacity, term, value
from tracker.extraction.proposal import Proposal, ProposedStatement
from tracker.extraction.rules import kinds, names, when
from tracker.extraction.rules.figures import Capacity, Term, Value
from tracker.extraction.rules.kinds import KindFound
from tracker.extraction.rules.marks import NO_MARKS, Found, Marks, marks
from tracker.extraction.rules.moves import Move, Moving, move
from tracker.extraction.rules.named import Named
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.parties import Parties, guarantor_of, parties
from tracker.extraction.rules.passage import Fact, Passage
from tracker.extraction.rules.proposed import proposed_move, proposed_person, storable
from tracker.extraction.rules.relevance import RELEVANT_FROM
from tracker.extraction.rules.setting import Setting
from tracker.extraction.rules.statements import statements
from tracker.extraction.rules.when import When
from tracker.extraction.scene import MAX_HEADLINE, Article, Scene, first_look, look, passages_of
from tracker.lib.text import clip, fold

READER_VERSION = "2025.7"

_CHANGES_OF_POST = frozenset({"joins", "leaves", "promoted", "moves"})


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


def read(article: Article, book: AliasBook, *, whole: bool = True) -> Reading:
    """Read one article against the names of the book. Never raises for what a text says.

    Most of what feeds deliver does not belong on record: unless the `whole` is asked for, its facts are not read.
    """
    language, may_name_company = first_look(article, book)
    if not may_name_company:
        return _of_nobody(article, book, language)
    scene = look(article, book, language)
    judged = judge(scene)
    is_whole = whole and bool(scene.ranked)
    if scene.company is None or (not is_whole and judged.relevance < RELEVANT_FROM):
        return _short_reading(scene, judged)
    return _full_reading(scene, judged, scene.company)


def _of_nobody(article: Article, book: AliasBook, language: str) -> Reading:
    """What is read of a piece that names no company on record: the marks of its story, if they are asked for."""

    def make() -> Found:
        passages = passages_of(article, language)
        return _marks(
            passages, names.all_mentions(*passages, book), when.local_day(article.published_at, language, article.zone)
        )

    return Reading(article.headline[:MAX_HEADLINE], language, 0.0, marked=Marks(make))


def _short_reading(scene: Scene, judged: Judgement) -> Reading:
    """What is read of a piece that is about nobody on record or tells of nothing."""
    return Reading(
        headline=scene.passages[0].text,
        language=scene.language,
        score=judged.relevance,
        company=scene.company.key if scene.company else "",
        companies=names.company_keys(scene.mentions, scene.company),
        kind=judged.kinds[0].kind if scene.company and scene.ranked else "",
        scope="mining" if scene.company and scene.ranked else "",
        marked=_marked(scene),
    )


def _marked(scene: Scene) -> Marks:
    found = _marks(scene.passages, scene.mentions, scene.published_on)
    return Marks(lambda: found)


def _marks(passages: tuple[Passage, Passage], mentions: list[Mention], published_on: date | None) -> Found:
    return marks(passages, mentions, when.month_days(passages, published_on))


def _full_reading(scene: Scene, judged: Judgement, company: Mention) -> Reading:
    article, passages = scene.article, scene.passages
    kind = judged.kinds[0]
    dated = when.announced(passages, scene.published_on, None)
    told = move(passages, Moving(company.key, scene.mentions, scene.published_on, dated.day))
    if when.is_release(article.tier, scene.mentions) and told is None:
        dated = when.announced(passages, scene.published_on, article.published_at)
    sides = _parties(scene, company.key, kind.kind)
    is_about_people = kind.kind in ("executive_hire", "executive_departure")
    mw = None if is_about_people else capacity(scene, kind.kind)
    worth = None if is_about_people else value(scene, kind.kind)
    years = None if is_about_people else term(scene, kind.kind)
    said = statements(passages[1], scene.people, scene.mentions, scene.book)
    figures = [part.fact for part in (mw, worth, years) if part is not None]
    return Reading(
        headline=passages[0].text,
        language=scene.language,
        score=judged.relevance,
        company=company.key,
        companies=names.company_keys(scene.mentions, company),
        kind=kind.kind,
        other_kinds=kinds.nearly_as_strong(judged.kinds),
        scope="ai_hpc" if judged.relevance >= RELEVANT_FROM else "mining",
        when=dated,
        capacity=mw,
        value=worth,
        term=years,
        parties=sides,
        people=scene.people,
        statements=tuple(statement for statement, _fact in said),
        move=told,
        marked=_marked(scene),
        facts=(
            *_company_and_kind(scene, company, kind), *dated.facts, *figures, *sides.facts,
            *(fact for person in scene.people for fact in person.facts),
            *(told.facts if told else ()), *(fact for _statement, fact in said),
        ),
    )  # fmt: skip


def _parties(scene: Scene, company: str, kind: str) -> Parties:
    setting = setting_of(scene, company, kind)
    guarantor = guarantor_of(scene.passages, setting)
    return parties(scene.passages, setting, partners(scene, setting, guarantor), guarantor)


def setting_of(scene: Scene, company: str, kind: str) -> Setting:
    """What parties and places are judged by."""
    others = {fold(person.previous_employer) for person in scene.people} | {
        fold(person.name) for person in scene.people
    }
    return Setting(kind, company, scene.mentions, scene.book, frozenset(others), scene.unlisted)


def _company_and_kind(scene: Scene, company: Mention, kind: KindFound) -> tuple[Fact, Fact]:
    passage = next(p for p in scene.passages if p.where == company.where)
    first = passage.fact(
        "company", company.key, (company.start, company.end), f"company.{company.how.replace(' ', '_')}"
    )
    second = kind.passage.fact("kind", kind.kind, (kind.hit.start, kind.hit.end), f"kind.{kind.kind}")
    return first, second
