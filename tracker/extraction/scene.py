"""What is found in an article before anything is judged: its words, everybody named, and what the rules take it for.

Rules and weights judge one and the same scene, so each thing is looked for once. Pure.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from tracker.extraction.aliases import WORD, AliasBook
from tracker.extraction.rules import kinds, names, primary, when
from tracker.extraction.rules.context import mark_context
from tracker.extraction.rules.firms import Firm, unlisted_firms
from tracker.extraction.rules.kinds import KindFound
from tracker.extraction.rules.language import guess_language
from tracker.extraction.rules.named import Named
from tracker.extraction.rules.names import Circle, Mention
from tracker.extraction.rules.passage import HEADLINE, TEXT, Passage, prepare
from tracker.extraction.rules.people import people
from tracker.extraction.rules.relevance import AI_CUSTOMERS, Subject, relevance
from tracker.lib.text import fold

# What is read of an article; spans beyond are never made, so reading time is bounded whatever is delivered.
MAX_HEADLINE, MAX_TEXT = 2_000, 24_000


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


class Word(NamedTuple):
    """A word, or what a name or figure stands for ("<party>", "<mw>"), and where."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Who and what an article has in it.

    `mentions` are the names on record, `unlisted` those of firms that are not, with their sorts, and `firms` has
    doubtful ones as well; `ranked` are the kinds that the rules find, strongest first, and `relevance` is what the
    rules say of it, between 0 and 1. `words` keeps what traits are made of, by passage.
    """

    article: Article
    book: AliasBook
    language: str
    passages: tuple[Passage, Passage]
    mentions: list[Mention]
    unlisted: dict[Mention, str]
    firms: dict[Mention, Firm]
    company: Mention | None
    people: tuple[Named, ...]
    customers: list[Mention]
    ranked: list[KindFound]
    relevance: float
    published_on: date | None
    words: dict[str, list[Word]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def known(self) -> list[Mention]:
        """Everybody named, on record or not."""
        return [*self.mentions, *self.unlisted]


def first_look(article: Article, book: AliasBook) -> tuple[str, bool]:
    """The language of an article, and whether it can name a company at all."""
    whole = f"{article.headline[:MAX_HEADLINE]}\n{article.text[:MAX_TEXT]}"
    printed = WORD.findall(whole)
    words = list(map(fold, printed))
    return guess_language(whole, words, article.language_hint), book.may_name_company(whole, printed, words)


def passages_of(article: Article, language: str) -> tuple[Passage, Passage]:
    """Headline and text, prepared."""
    return (
        prepare(HEADLINE, article.headline[:MAX_HEADLINE], language),
        prepare(TEXT, article.text[:MAX_TEXT], language),
    )


def look(article: Article, book: AliasBook, language: str) -> Scene:
    """Find everything. Never raises for what a text says."""
    headline, body = passages = passages_of(article, language)
    found = names.all_mentions(headline, body, book)
    company = primary.primary_company(found, headline, body)
    published_on = when.local_day(article.published_at, language, article.zone)
    mark_context(passages, found, company.key if company else "", published_on)
    named = people(passages, Circle(book, found, company.key)) if company else ()
    firms = unlisted_firms(passages, found, named) if company else {}
    unlisted = {mention: firm.sort for mention, firm in firms.items() if firm.is_sure}
    known = [*found, *unlisted]
    customers = [
        m for m in known if m.owner == "counterparty" and (unlisted.get(m) or book.sorts.get(m.key)) in AI_CUSTOMERS
    ]
    sides = kinds.Sides(company.key, tuple(known)) if company else kinds.NO_SIDES
    ranked = kinds.rank_kinds(headline, body, customers=customers, people=named, sides=sides)
    subject = Subject(
        has_company=company is not None,
        companies=len({m.key for m in found if m.owner == "company"}),
        kind=ranked[0].kind if ranked else "",
        kind_score=ranked[0].score if ranked else 0.0,
        ai_customers=len({m.key for m in customers}),
    )
    return Scene(
        article, book, language, passages, found, unlisted, firms, company, named, customers, ranked,
        relevance(subject, headline, body), published_on,
    )  # fmt: skip
