"""The other side of a deal, who stands behind it, and where it happens."""

import re
from dataclasses import dataclass

from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.places import places_of, sites_of
from tracker.extraction.rules.setting import Setting

_WITH_BEFORE = re.compile(r"\b(?:with|to|from|for|avec|de|auprès\sde|à|con|mit|bei|com)\s$", re.IGNORECASE)
_PRODUCT_AFTER = re.compile(r"(?:'s|’s)?\s(?:[A-Z]{1,2}\d{2,3}|GPU|Blackwell|Hopper|chip|Instinct|GB\d)", re.IGNORECASE)
_FIRM_OF_SPEAKER = re.compile(r"(?:analysts?|strategists?|de|of|at|chez)\s$", re.IGNORECASE)
# "Google, a unit of Alphabet, backs", "guarantees obligations of Fluidstack": the one behind is parent or debtor.
_NOT_GUARANTOR = re.compile(
    r"(?:\b(?:filiale?|subsidiary|unit|Tochter|Tochterfirma|division|controlada|obligations?|engagements?|payments?|rent)"
    r"\s(?:of|de|von|der|da|di)\s|\b(?:filiale?|engagements?|obligations?)\s(?:d|dell)['’])$"
)
# "Example's parent will guarantee"
_HAS_PARENT = re.compile(r"['’]s\s(?:[a-z]+\s)?(?:parent|owner|backer|shareholder)")
_HIRING = frozenset({"executive_hire", "executive_departure"})
# What a party of a sort is doing in the text unless the kind is its own business.
_SIDE_ROLE: dict[str, frozenset[str]] = {
    "vendor": frozenset({"equipment_purchase", "partnership"}),
    "utility": frozenset({"power_agreement", "site_acquisition", "divestiture", "merger_acquisition"}),
    "financier": frozenset({"financing", "merger_acquisition", "divestiture", "conversion"}),
    "public_body": frozenset({"power_agreement"}),
}


@dataclass(frozen=True, slots=True)
class Guarantor:
    """Who stands behind a tenant, by key (the printed name where it is not on record)."""

    key: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Parties:
    """Counterparties on record by key (`on_record`), all of them (others as printed); guarantor and sites on record."""

    on_record: tuple[str, ...]
    counterparties: tuple[str, ...]
    guarantor: str
    sites: tuple[str, ...]
    places: tuple[str, ...]
    facts: tuple[Fact, ...]


def parties(
    passages: tuple[Passage, ...], setting: Setting, partners: dict[str, Fact], guarantor: Guarantor | None
) -> Parties:
    """Who and where, each with the words it was read from; partners by key as chosen."""
    facts = [guarantor.fact] if guarantor else []
    sites = sites_of(passages, setting)
    places = places_of(passages, setting, has_site=bool(sites))
    facts += [*partners.values(), *sites.values(), *places.values()]
    return Parties(
        tuple(key for key in partners if ("counterparty", key) in setting.book.names),
        tuple(partners),
        guarantor.key if guarantor and ("counterparty", guarantor.key) in setting.book.names else "",
        tuple(sites),
        tuple(places),
        tuple(facts),
    )


def is_product(passage: Passage, mention: Mention) -> bool:
    """Whether a firm is named for what it makes: "Nvidia GPUs"."""
    return _PRODUCT_AFTER.match(passage.text, mention.end) is not None


def party_score(passage: Passage, mention: Mention, setting: Setting) -> float:
    """How much the rules take a mention for one of the other side of the deal."""
    text = passage.text
    score = 2.2 if passage.where == HEADLINE else 0.8 / (1 + 0.5 * passage.sentence_index(mention.start))
    score += 1.0 * _is_in_deal(passage, mention.start)
    is_partner = _WITH_BEFORE.search(text[max(0, mention.start - 14) : mention.start]) is not None
    score += 0.5 * is_partner
    own_business = _SIDE_ROLE.get(setting.sort_of(mention))
    if own_business is not None and setting.kind not in own_business and not is_partner:
        score -= 1.2
    elif own_business is not None and setting.kind == "financing":
        score += 0.6
    if setting.kind != "equipment_purchase" and is_product(passage, mention):
        score -= 2.5
    if _FIRM_OF_SPEAKER.search(text[max(0, mention.start - 12) : mention.start]) and passage.in_sentence(
        "speech", mention.start
    ):
        score -= 2.0
    score -= 2.0 * bool(passage.near("of_others", mention.start, mention.end))
    return score - 0.6 * bool(passage.in_sentence("background", mention.start))


def _is_in_deal(passage: Passage, at: int) -> bool:
    topics = ("deal", "kind:lease", "kind:hosting", "kind:gpu_cloud", "kind:partnership")
    return any(passage.in_sentence(topic, at) for topic in topics)


def guarantor_of(passages: tuple[Passage, ...], setting: Setting) -> Guarantor | None:
    """The party named nearest to a word of guaranteeing, in the same sentence."""
    best: tuple[int, Mention, Passage] | None = None
    for passage in passages:
        for hit in passage.hits.get("guarantee", ()):
            start, end = passage.sentence(hit.start)
            for mention in (*setting.mentions, *setting.unlisted):
                if (
                    mention.owner != "counterparty"
                    or mention.where != passage.where
                    or not start <= mention.start < end
                    or _NOT_GUARANTOR.search(passage.text, max(0, mention.start - 32), mention.start)
                    or _HAS_PARENT.match(passage.text, mention.end)
                ):
                    continue
                distance = hit.start - mention.end if mention.end <= hit.start else mention.start - hit.end + 4
                distance -= 40 * (setting.sort_of(mention) == "hyperscaler")
                if distance <= 60 and (best is None or distance < best[0]):
                    best = (distance, mention, passage)
    if best is None or setting.kind in _HIRING:
        return None
    _distance, mention, passage = best
    fact = passage.fact("guarantor", mention.key, (mention.start, mention.end), "party.guarantor")
    return Guarantor(mention.key, fact)
