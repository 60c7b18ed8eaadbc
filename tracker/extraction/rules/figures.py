"""The headline figures of an event: capacity, value and term, told from the other figures around them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.lib.money import Money
from tracker.lib.quantities import Figure

_FAR = 40
_SOMETHING_ELSE = re.compile(r",\s|\s(?:and|with|plus|et|avec|und|mit|con|com)\s")
# "$3.3 billion of secured notes"
_RIGHT_BEHIND = 24
_PER = 8
# Scripts without spaces say in two characters what takes a word elsewhere.
_DENSE, _DENSITY = frozenset({"ja", "zh"}), 2
_SHARE_OF = re.compile(
    r"(?:%|percent|per cent|Prozent)\s(?:of|des|de|der|von|seiner|ihrer|dei|dos|del|do)\s(?:[\w’']{1,12}\s){0,2}$"
)
_EACH = re.compile(r"\b(?:each|apiece|per building|chacune?|je Gebäude|jeweils|cada un[oa]|ciascuno|cada um)\b")
_PAUSE = re.compile("[.;,]")
_CLAUSE_END = re.compile(r"[.;,:]\s|\s(?:and|or|et|ou|und|oder|y|o|e)\s|[,。]")
_BUILT = frozenset({"construction", "conversion", "energization", "lease", "hosting", "strategy", "power_agreement"})
# Kinds that have no price of their own: an amount told of them is another deal's unless it is in the headline.
_WITHOUT_PRICE = frozenset({"energization", "strategy", "power_agreement"})
_LEAST_DEAL, _LEAST_MW = Decimal(100_000), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Capacity:
    """Power in MW and what it counts: "critical_it", "gross" or "unspecified"."""

    mw: Decimal
    basis: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Value:
    """An amount of money and what it counts (a ValueCounts value)."""

    amount: Decimal
    currency: str
    counts: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Term:
    """The base term in years."""

    years: Decimal
    fact: Fact


def _around(passage: Passage, start: int, end: int, before: int, after: int) -> tuple[int, int]:
    """A window around a figure that does not leave its sentence or go past a semicolon."""
    if passage.language in _DENSE:
        before, after = before // _DENSITY, after // _DENSITY
    first, last = passage.sentence(start)
    left, right = max(first, start - before), min(last, end + after)
    semicolon = passage.text.rfind(";", left, start)
    next_semicolon = passage.text.find(";", end, right)
    return semicolon + 1 if semicolon != -1 else left, next_semicolon if next_semicolon != -1 else right


def _own(passage: Passage, start: int, end: int, before: int, after: int) -> tuple[int, int]:
    """The window that ends where the text goes on to something else: "12 years with two options"."""
    left, right = _around(passage, start, end, before, after)
    other = _SOMETHING_ELSE.search(passage.text, end, right)
    return left, other.start() if other else right


def as_capacity(passage: Passage, power: Figure) -> Capacity:
    """A figure of power as the capacity of an event."""
    fact = passage.fact("capacity_mw", f"{power.value.normalize():f}", (power.start, power.end), "capacity")
    return Capacity(power.value, _capacity_basis(passage, power), fact)


def can_be_capacity(passage: Passage, power: Figure) -> bool:
    """Whether a figure is a block of power at all: no rate, no share of a whole, none of several, no kilowatts."""
    return not is_rate(passage, power.start) and not is_of_each(passage, power.end) and power.value >= _LEAST_MW


def can_be_value(_passage: Passage, money: Money) -> bool:
    """Whether an amount can be that of a deal: no price per share or per MW, and not small change."""
    return not money.per and (money.multiplied or money.amount >= _LEAST_DEAL)


def capacity_score(passage: Passage, power: Figure) -> float:
    """How much the rules take a figure for the capacity of the event; options, totals, pipelines, rates are not it."""
    near = _around(passage, power.start, power.end, _FAR, _FAR)
    before = _around(passage, power.start, power.start, _FAR, 0)
    score = 2.0 + 1.5 * (passage.where == HEADLINE) + 1.0 / (1 + passage.sentence_index(power.start))
    score += 1.5 * bool(passage.near("critical_it", *near))
    score += 0.7 * bool(passage.in_sentence("deal", power.start))
    score -= 0.6 * bool(passage.near("gross", *near))
    score -= 1.6 * bool(passage.near("option", *before) or passage.near("at_most", *before))
    score -= 1.6 * _is_more_to_come(passage, power)
    score -= 1.6 * bool(passage.near("total", *near))
    score -= 1.6 * bool(passage.where != HEADLINE and passage.near("holding", *before))
    score -= 4.0 * bool(passage.near("pipeline", *near))
    score -= 2.0 * is_of_each(passage, power.end)
    score -= 1.2 * bool(passage.in_sentence("background", power.start))
    score -= 2.0 * bool(passage.near("of_others", power.start, power.end))
    return score


def _is_more_to_come(passage: Passage, power: Figure) -> bool:
    """Whether a figure is "a further 160 MW" beside the event's own; in a headline or contracted it is its own."""
    if passage.where == HEADLINE or _leads(passage, power):
        return False
    before = _around(passage, power.start, power.start, _FAR, 0)
    added = passage.near("additive", *_around(passage, power.start, power.end, 18, 8))
    return bool(added) and not any(passage.near(verb, *before) for verb in ("verb:take", "verb:rent", "verb:secure"))


def _leads(passage: Passage, power: Figure) -> bool:
    """Whether it is the first figure of power of the first sentence: that tells the news, "another 160 MW" or not."""
    return passage.sentence_index(power.start) == 0 and power.start == passage.first_power


def is_of_each(passage: Passage, end: int) -> bool:
    """Whether a figure is that of one of several: "two buildings of 150 MW each"."""
    own = _PAUSE.split(passage.text[end : end + _FAR], maxsplit=1)[0]
    return _EACH.search(own) is not None


def is_rate(passage: Passage, start: int) -> bool:
    """ "8 million dollars per megawatt" and "per 100 MW" are rates, "10 % of its 3 GW" is a share."""
    if _SHARE_OF.search(passage.text[max(0, start - 36) : start]):
        return True
    before = passage.text[max(0, start - 5) : start].lower()
    if before.endswith(" por "):  # "contracts for" in Spanish and Portuguese, too
        return any(start - _PER <= money.end < start for money in passage.money)
    return before.endswith((" per ", " par ", " pro ", "/"))


def _capacity_basis(passage: Passage, power: Figure) -> str:
    near = _around(passage, power.start, power.end, 12, 36)
    if passage.near("critical_it", *near):
        return "critical_it"
    return "gross" if passage.near("gross", *near) else "unspecified"


def as_value(passage: Passage, money: Money, kind: str) -> Value:
    """An amount of money as the value of an event of a kind."""
    fact = passage.fact("value_amount", f"{money.amount.normalize():f}", (money.start, money.end), "value")
    return Value(money.amount, money.currency, _COUNTS.get(kind, "base_contract"), fact)


def value_score(passage: Passage, money: Money, kind: str) -> float:
    """How much the rules take an amount for the value of the event; prices per share or per MW are not it."""
    near = _around(passage, money.start, money.end, 48, 30)
    own = _own(passage, money.start, money.end, 48, 30)
    before = _around(passage, money.start, money.start, _FAR, 0)
    score = 1.0 + 1.5 * (passage.where == HEADLINE) + 1.0 / (1 + passage.sentence_index(money.start))
    score += 0.9 * bool(passage.near("base", *near))
    score += 0.3 * bool(passage.in_sentence("deal", money.start))
    score += 0.3 * (money.currency == "USD")
    score -= 1.6 * bool(passage.near("option", *before)) + 1.6 * is_with_options(passage, money)
    score -= 0.4 * bool(passage.near("at_most", *before))
    score -= 0.8 * bool(passage.near("additive", *before) and passage.where != HEADLINE)
    score -= 3.0 * bool(passage.near("not_value", *own) and not passage.near("value_anyway", *near))
    score -= 3.5 * bool(passage.near("guarantee", *near))
    score -= 2.6 * bool(passage.in_sentence("background", money.start))
    score -= 3.0 * bool(passage.near("of_others", money.start, money.end))
    score -= 0.8 * bool(passage.near("total", *before)) + 1.2 * bool(passage.near("risen", *before))
    score -= 3.0 * (kind in _WITHOUT_PRICE and passage.where != HEADLINE)
    score -= 3.0 * (kind in _BUILT and _is_funding(passage, money))
    return score - 0.9


def is_with_options(passage: Passage, money: Money) -> bool:
    """Whether an amount is what a deal comes to with its options: "$7 billion if both extensions are exercised"."""
    _first, last = passage.sentence(money.start)
    end = min(last, money.end + _FAR)
    pause = _CLAUSE_END.search(passage.text, money.end, end)
    return bool(passage.near("option", money.end, pause.start() if pause else end))


def _is_funding(passage: Passage, money: Money) -> bool:
    """Whether an amount is that of a loan or of notes: what a build is paid with is not what it is worth."""
    _first, last = passage.sentence(money.start)
    after = money.end, min(last, money.end + _RIGHT_BEHIND)
    return any(passage.near(topic, *after) for topic in ("object:securities", "object:money"))


_COUNTS = {
    "lease": "base_contract",
    "hosting": "base_contract",
    "gpu_cloud": "base_contract",
    "power_agreement": "base_contract",
    "site_acquisition": "purchase_price",
    "divestiture": "purchase_price",
    "merger_acquisition": "bid",
    "termination": "bid",
    "equipment_purchase": "equipment_cost",
    "financing": "offering_size",
    "construction": "planned_capex",
    "conversion": "planned_capex",
    "energization": "planned_capex",
    "strategy": "planned_capex",
    "partnership": "equity_investment",
}


def as_term(passage: Passage, figure: Figure) -> Term:
    """A span of years as the base term of a contract."""
    fact = passage.fact("term_years", f"{figure.value.normalize():f}", (figure.start, figure.end), "term")
    return Term(figure.value, fact)


def term_score(passage: Passage, figure: Figure) -> float:
    """How much the rules take a span for the base term; extensions, experience and bond maturities are not it."""
    near = _around(passage, figure.start, figure.end, 28, 24)
    score = 0.4 + 1.0 * (passage.where == HEADLINE) + 0.3 / (1 + passage.sentence_index(figure.start))
    score += 0.8 * bool(passage.near("term_cue", *near))
    score += 0.3 * bool(passage.in_sentence("deal", figure.start))
    score -= 2.0 * bool(passage.near("not_term", *_own(passage, figure.start, figure.end, 28, 24)))
    score -= 1.2 * bool(passage.in_sentence("background", figure.start))
    score -= 1.2 * bool(passage.near("of_others", figure.start, figure.end))
    return score - 0.7
