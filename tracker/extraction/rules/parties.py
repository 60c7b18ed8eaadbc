"""The other side of a deal, who stands behind it, and where it happens."""

import re
from dataclasses import dataclass

from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.places import places_of, sites_of
from tracker.extraction.rules.setting import NAME_WORD, Setting, could_be_party
from tracker.lib.text import fold

_PARTNER = re.compile(
    rf"\b(?:with|to|from|avec|auprès\sde|à|con|mit|com|para)\s(?:[a-zà-ÿ]{{2,14}}\s){{0,3}}"
    rf"(?P<name>{NAME_WORD}(?:\s{NAME_WORD}){{0,3}})"
)
_WITH_BEFORE = re.compile(r"\b(?:with|to|from|for|avec|de|auprès\sde|à|con|mit|bei|com)\s$", re.IGNORECASE)
# "con el parque eólico Briscoe": what is named is a place.
_PLACE_NOUN = re.compile(
    r"\b(?:parque|eólico|parc|éolien|parco|eolico|farm|planta|usine|plant|mine|mina|site|sitio|campus|centrale)\s$"
)
_PRODUCT_AFTER = re.compile(r"(?:'s|’s)?\s(?:[A-Z]{1,2}\d{2,3}|GPU|Blackwell|Hopper|chip|Instinct|GB\d)", re.IGNORECASE)
_FIRM_OF_SPEAKER = re.compile(r"(?:analysts?|strategists?|de|of|at|chez)\s$", re.IGNORECASE)
# "Google, a unit of Alphabet, backs", "guarantees obligations of Fluidstack": the one behind is parent or debtor.
_NOT_GUARANTOR = re.compile(
    r"(?:\b(?:filiale?|subsidiary|unit|Tochter|Tochterfirma|division|controlada|obligations?|engagements?|payments?|rent)"
    r"\s(?:of|de|von|der|da|di)\s|\b(?:filiale?|engagements?|obligations?)\s(?:d|dell)['’])$"
)
_BETWEEN_COMPANIES = frozenset({"divestiture", "merger_acquisition", "site_acquisition", "termination"})
_HIRING = frozenset({"executive_hire", "executive_departure"})
# What a party of a sort is doing in the text unless the kind is its own business.
_SIDE_ROLE: dict[str, frozenset[str]] = {
    "vendor": frozenset({"equipment_purchase", "partnership"}),
    "utility": frozenset({"power_agreement", "site_acquisition", "divestiture"}),
    "financier": frozenset({"financing", "merger_acquisition", "divestiture", "conversion"}),
    "public_body": frozenset({"power_agreement"}),
}
_NOUNS_IN_CAPITALS = frozenset({"de"})
_PARTY_FROM = 1.3
_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Parties:
    """Keys of counterparties on record (`on_record`) and all of them, others as printed; guarantor and sites by key."""

    on_record: tuple[str, ...]
    counterparties: tuple[str, ...]
    guarantor: str
    sites: tuple[str, ...]
    places: tuple[str, ...]
    facts: tuple[Fact, ...]


def parties(passages: tuple[Passage, ...], setting: Setting) -> Parties:
    """Who and where, each with the words it was read from."""
    guarantor = _guarantor(passages, setting)
    facts = [guarantor[1]] if guarantor else []
    guaranteed_by = guarantor[0] if guarantor else ""
    found: dict[str, Fact] = {}
    known: dict[str, Fact] = {}
    if setting.kind not in _HIRING:
        known = _known(passages, setting, guaranteed_by)
        found = known or _tracked(passages, setting) or _unknown(passages, setting)
    sites = sites_of(passages, setting)
    places = places_of(passages, setting, has_site=bool(sites))
    facts += [*found.values(), *sites.values(), *places.values()]
    return Parties(tuple(known), tuple(found), guaranteed_by, tuple(sites), tuple(places), tuple(facts))


def _known(passages: tuple[Passage, ...], setting: Setting, guarantor: str) -> dict[str, Fact]:
    by_where = {passage.where: passage for passage in passages}
    best: dict[str, tuple[float, Mention]] = {}
    for mention in setting.mentions:
        if mention.owner != "counterparty" or mention.key == guarantor or _is_excluded(mention, setting):
            continue
        score = _party_score(by_where[mention.where], mention, setting)
        if score > best.get(mention.key, (0.0, mention))[0]:
            best[mention.key] = (score, mention)
    fullest = {key: _fullest(m, setting) for key, (score, m) in best.items() if score >= _PARTY_FROM}
    return {
        key: by_where[m.where].fact("counterparty", key, (m.start, m.end), "party.known") for key, m in fullest.items()
    }


def _fullest(mention: Mention, setting: Setting) -> Mention:
    """Where initials are best placed, the mention that spells them out: "Amazon Web Services" for "AWS"."""
    if mention.end - mention.start > _INITIALS:
        return mention
    named = [m for m in setting.mentions if m.owner == mention.owner and m.key == mention.key]
    return max(named, key=lambda m: m.end - m.start)


def _is_excluded(mention: Mention, setting: Setting) -> bool:
    name = setting.book.names.get(("counterparty", mention.key), "")
    return fold(name) in setting.not_parties


def _party_score(passage: Passage, mention: Mention, setting: Setting) -> float:
    text = passage.text
    score = 2.2 if passage.where == HEADLINE else 0.8 / (1 + 0.5 * passage.sentence_index(mention.start))
    score += 1.0 * _is_in_deal(passage, mention.start)
    is_partner = _WITH_BEFORE.search(text[max(0, mention.start - 14) : mention.start]) is not None
    score += 0.5 * is_partner
    own_business = _SIDE_ROLE.get(setting.book.sorts.get(mention.key, ""))
    if own_business is not None and setting.kind not in own_business and not is_partner:
        score -= 1.2
    elif own_business is not None and setting.kind == "financing":
        score += 0.6
    if setting.kind != "equipment_purchase" and _PRODUCT_AFTER.match(text, mention.end):
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


def _tracked(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """Another tracked company as the other side of a sale or a merger: it is on record, but as no counterparty."""
    headline = passages[0]
    if setting.kind not in _BETWEEN_COMPANIES:
        return {}
    for m in setting.mentions:
        if m.owner == "company" and m.where == headline.where and m.key != setting.company:
            return {m.key: headline.fact("counterparty", m.key, (m.start, m.end), "party.tracked")}
    return {}


def _unknown(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """A partner that is not on record: "a lease with Example Cloud"."""
    if passages[0].language in _NOUNS_IN_CAPITALS:
        return {}
    for passage in passages:
        for match in _PARTNER.finditer(passage.text):
            start = match.start("name")
            if (
                _PLACE_NOUN.search(passage.text, max(0, start - 16), start)
                or not passage.in_sentence("deal", start)
                or not could_be_party(passage, match, setting)
            ):
                continue
            name = match.group("name").rstrip(".,'’-")
            if passage.where == HEADLINE and name.split()[0] not in passages[-1].text:
                continue  # headlines write every word with a capital
            return {name: passage.fact("counterparty", name, (start, start + len(name)), "party.after_with")}
    return {}


def _guarantor(passages: tuple[Passage, ...], setting: Setting) -> tuple[str, Fact] | None:
    """The known party named nearest to a word of guaranteeing, in the same sentence."""
    best: tuple[int, Mention, Passage] | None = None
    for passage in passages:
        for hit in passage.hits.get("guarantee", ()):
            start, end = passage.sentence(hit.start)
            for mention in setting.mentions:
                if (
                    mention.owner != "counterparty"
                    or mention.where != passage.where
                    or not start <= mention.start < end
                    or _NOT_GUARANTOR.search(passage.text, max(0, mention.start - 32), mention.start)
                ):
                    continue
                distance = hit.start - mention.end if mention.end <= hit.start else mention.start - hit.end + 4
                distance -= 40 * (setting.book.sorts.get(mention.key) == "hyperscaler")
                if distance <= 60 and (best is None or distance < best[0]):
                    best = (distance, mention, passage)
    if best is None or setting.kind in _HIRING:
        return None
    _distance, mention, passage = best
    return mention.key, passage.fact("guarantor", mention.key, (mention.start, mention.end), "party.guarantor")
