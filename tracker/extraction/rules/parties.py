"""The other side of a deal, who stands behind it, and where it happens."""

import re
from dataclasses import dataclass

from tracker.extraction.aliases import AliasBook
from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.lib.text import fold

_CAP = r"[A-ZÀ-ÖØ-Þ][\w&'’.-]{1,24}"
# A name whose words do not end a sentence.
_WORD = r"[A-ZÀ-ÖØ-Þ][\w&'’-]{1,24}"
_PARTNER = re.compile(
    rf"\b(?:with|to|from|avec|auprès\sde|à|con|mit|com|para)\s(?:[a-zà-ÿ]{{2,14}}\s){{0,3}}"
    rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,3}})"
)
# "the Rockdale site", "its Pecos, Texas facility"; "campus de Lake Mariner", "sito di Rockdale".
_SITE_AFTER = re.compile(
    rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})(?:,\s{_WORD})?,?\s"
    r"(?:site|campus|facility|mine|data\scent(?:er|re)|plant|substation|complex)\b"
)
_SITE_BEFORE = re.compile(
    r"\b(?:[Ss]ite|[Cc]ampus|[Ff]acility|[Mm]ine|[Uu]sine|[Ss]itio|[Mm]ina|[Ss]ito|[Ss]tandort|[Pp]lanta|[Cc]entro\sde\sdatos)\s"
    rf"(?:de\s|d['’]|di\s|du\s|of\s|in\s|at\s|à\s|en\s|em\s|a\s)?(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})"
)
_AT_SITE = re.compile(rf"\b(?:at|à)\s(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})(?=[,.;:]|\s[a-z])")
_PLACE = re.compile(
    rf"\b(?:in|at|near|à|near|bei|en)\s(?P<name>{_CAP}(?:\s{_CAP}){{0,2}}),\s(?P<region>{_CAP}(?:\s{_CAP})?)"
)
_COUNTY = re.compile(
    rf"(?P<name>{_CAP}(?:\s{_CAP})?\sCounty|[\u30a1-\u30fc]{{2,12}}(?:郡|市)|Greater\s{_CAP}(?:\sArea)?|(?:comté\sde|condado\sde|contea\sdi|condado\sdo?)\s{_CAP}(?:\s{_CAP})?)"
)
_WITH_BEFORE = re.compile(r"\b(?:with|to|from|avec|de|auprès\sde|à|con|mit|com)\s$", re.IGNORECASE)
_PRODUCT_AFTER = re.compile(r"(?:'s|’s)?\s(?:[A-Z]{1,2}\d{2,3}|GPU|Blackwell|Hopper|chip|Instinct|GB\d)", re.IGNORECASE)
_FIRM_OF_SPEAKER = re.compile(r"(?:analysts?|strategists?|de|of|at|chez)\s$", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Parties:
    """Keys of counterparties on record (`on_record`) and all of them, others as printed; guarantor and sites by key."""

    on_record: tuple[str, ...]
    counterparties: tuple[str, ...]
    guarantor: str
    sites: tuple[str, ...]
    places: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What parties are judged by: the kind, the company, everything named, and who is not a party."""

    kind: str
    company: str
    mentions: list[Mention]
    book: AliasBook
    not_parties: frozenset[str]


def parties(passages: tuple[Passage, ...], setting: Setting) -> Parties:
    """Who and where, each with the words it was read from."""
    guarantor = _guarantor(passages, setting)
    facts = [guarantor[1]] if guarantor else []
    guaranteed_by = guarantor[0] if guarantor else ""
    found: dict[str, Fact] = {}
    known: dict[str, Fact] = {}
    if setting.kind not in _HIRING:
        known = _known(passages, setting, guaranteed_by)
        found = known or _unknown(passages, setting)
    sites = _sites(passages, setting)
    places = _places(passages) or ({} if sites else _named_sites(passages, setting))
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
    return {
        key: by_where[m.where].fact("counterparty", key, (m.start, m.end), "party.known")
        for key, (score, m) in best.items()
        if score >= _PARTY_FROM
    }


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
    if setting.kind != "equipment_purchase" and _PRODUCT_AFTER.match(text, mention.end):
        score -= 2.5
    if _FIRM_OF_SPEAKER.search(text[max(0, mention.start - 12) : mention.start]) and passage.in_sentence(
        "speech", mention.start
    ):
        score -= 2.0
    return score


def _is_in_deal(passage: Passage, at: int) -> bool:
    topics = ("deal", "kind:lease", "kind:hosting", "kind:gpu_cloud")
    return any(passage.in_sentence(topic, at) for topic in topics)


def _unknown(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """A partner that is not on record: "a lease with Example Cloud"."""
    if passages[0].language in _NOUNS_IN_CAPITALS:
        return {}
    for passage in passages:
        for match in _PARTNER.finditer(passage.text):
            start = match.start("name")
            if not passage.in_sentence("deal", start) or not _could_be_party(passage, match, setting):
                continue
            name = match.group("name").rstrip(".,'’-")
            return {name: passage.fact("counterparty", name, (start, start + len(name)), "party.after_with")}
    return {}


def _could_be_party(passage: Passage, match: re.Match[str], setting: Setting) -> bool:
    start, end = match.span("name")
    words = [fold(word).strip(".'’") for word in match.group("name").split()]
    names = lexicon().names
    if words[-1].endswith(("-listed", "-based")):
        return False
    if (
        " ".join(words) in names["regions"]
        or words[0] in names["not_people"]
        or words[0].startswith(("ai", "hpc", "gpu", "us"))
        or words[0] in ("ia", "ki", "it")
    ):
        return False
    if " ".join(words) in setting.not_parties or any(w.isdigit() for w in words):
        return False
    return all(m.where != passage.where or m.end <= start or m.start >= end for m in setting.mentions)


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


def _sites(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """Sites on record that belong to the company, by key."""
    by_where = {passage.where: passage for passage in passages}
    found: dict[str, Fact] = {}
    for mention in setting.mentions:
        if mention.owner != "site" or setting.book.site_owners.get(mention.key) != setting.company:
            continue
        if found and by_where[mention.where].in_sentence("total", mention.start):
            continue  # "together with its site in Austin County"
        fact = by_where[mention.where].fact("site", mention.key, (mention.start, mention.end), "site.known")
        found.setdefault(mention.key, fact)
    return found


def _named_sites(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """Where neither a site on record nor a town is named: names beside "site", "campus" or "mine"."""
    for passage in reversed(passages):
        for pattern in (_SITE_AFTER, _SITE_BEFORE, _AT_SITE):
            for match in pattern.finditer(passage.text):
                is_there = pattern is not _AT_SITE or passage.in_sentence("data_center", match.start())
                if is_there and _could_be_party(passage, match, setting):
                    name = match.group("name")
                    return {name: passage.fact("place", name, match.span("name"), "place.beside_site")}
    return {}


def _places(passages: tuple[Passage, ...]) -> dict[str, Fact]:
    """Towns and counties as printed: "in Childress, Texas", "comté de Brazoria"."""
    found: dict[str, Fact] = {}
    for passage in passages:
        for match in _PLACE.finditer(passage.text):
            if fold(match.group("region")) in lexicon().names["regions"]:
                found.setdefault(
                    match.group("name"),
                    passage.fact("place", match.group("name"), match.span("name"), "place.in_region"),
                )
        for match in _COUNTY.finditer(passage.text):
            if found and passage.in_sentence("total", match.start()):
                continue
            found.setdefault(
                match.group("name"), passage.fact("place", match.group("name"), match.span("name"), "place.county")
            )
    return found
