"""Firms that are not on record: told from other names by how they are written, what they are called and what they do.

A partner that nobody has entered yet is the rule in a market that finds new ones every month, so the rules that follow
see them as they see counterparties on record: as mentions, with the name as printed for a key and a guess at the trade.
"""

import re
from dataclasses import dataclass

from tracker.extraction.lexicon import lexicon, name_words
from tracker.extraction.rules.firm_names import NOUNS_IN_CAPITALS, UNSPACED, Candidate, candidates
from tracker.extraction.rules.named import Named
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.people_action import is_speaker
from tracker.lib.text import fold

UNLISTED = "unlisted"
# What firms are called, and the sort of a counterparty on record that it comes to; the first that is found counts.
TRADES = {"customer": "neocloud", "vendor": "vendor", "utility": "utility", "financier": "financier", "firm": ""}
_TOPICS = {f"firm:{trade}": trade for trade in TRADES}
_FIRM_FROM, _DOUBTFUL_FROM = 1.0, 0.3
_TRADE_BEFORE, _TRADE_AFTER, _LOOKED_AT = 14, 60, 6
_NEXT_VERB = 12
# What a name is followed by where it acts.
_ACTS = re.compile(
    r"\s(?:will|has|have|had|is\sto|is|was|are|agreed|plans|would|said|says|va|vont|a|ont|est|compte|doit|wird|hat|will|ist|soll|ha|hará|va\sa|será|vai|tem|è|avrà)\s"
)
_WITH = re.compile(
    r"(?:\b(?:with|to|from|by|via|between|avec|auprès\sde|à|de|par|entre|con|a|da|mit|an|von|durch|com|ao|para|per|pour)\s"
    r"|\b(?:d|all|dall|l)['’])$",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(
    r"\b(?:in|at|near|à|en|bei|nahe|em|outside|north\sof|south\sof|east\sof|west\sof|près\sde|cerca\sde|perto\sde|vicino\sa)\s(?:the\s)?$",
    re.IGNORECASE,
)
_SOURCE_BEFORE = re.compile(
    r"\b(?:told|tells|according\sto|analysts?\s(?:at|from|for)|selon|laut|según|secondo|segundo|analyste\s(?:de|chez)|seen\sby"
    r"|formerly\s(?:of|at|with)|previously\sat|years\sat)\s$",
    re.IGNORECASE,
)
_SOURCE_AFTER = re.compile(
    r"(?:['’]s)?\s(?:analysts?|reported|reports|data|Index|survey|strategist|veteran|alum)\b"
    r"|-(?:Analyst|based|listed|powered|Aktie)"
)
_PLACE_AFTER = re.compile(
    r",\s(?P<region>[A-Z][\w.]+(?:\s[A-Z]\w+)?)|\s(?:County|Parish|Township|Creek|River|Lake|campus|site|facility|plant|mine|substation)\b"
)
_PRODUCT_AFTER = re.compile(
    r"\s(?:GPUs?|chips?|servers?|racks?|accelerators?|processors?|[A-Z]{1,2}\d{2,3})\b", re.IGNORECASE
)
# Between a name and what it is called: "Example, a Dallas cloud provider", "Example (un hébergeur)".
_BEFORE_NOUN = re.compile(
    r"(?:,|\s\(|\s[-–—])\s?(?:[^,.;:()]{0,40}\s)?['’]?|\s(?:is|est|ist|es|è|é)\s[^,.;:()]{0,30}\s"
)
_AFTER_NOUN = re.compile(r"(?:,?\s|['’]|-)?(?:[a-zà-ÿ-]{4,16}\s)?[\"“«„「]?\s?")
_AFTER_NOUN_UNSPACED = re.compile("(?:である|の|・|「|“|,)?")


_PART = (
    r"(?:subsidiary|unit|arm|division|affiliate|business|brand|filiale|branche|marque|Tochter\w*|Sparte|filial|división|subsidi[aá]ria|controlada"
    r"|controllata|divisione|braço|brazo|子会社|子公司)"
)
_OWN_BEFORE = re.compile(
    rf"\b(?:its|their|sa|ses|ihre[rn]?|seine[rn]?|su|sua|la\ssua)\s(?:[\w-]+\s){{0,3}}{_PART}[\s,]{{1,2}}$"
)
_PART_OF = re.compile(
    rf"\s?(?:\([^)]{{0,20}}\))?(?:,|\s\(|\s[-–—])\s?[^,.;:()]{{0,24}}?{_PART}[^,.;:()]{{0,12}}?\s(?:(?:of|de|von|di|da|do)\s|d['’])(?:l['’]|the\s)?"
)
_OWNERS = re.compile(r"(?:['’]s|\bits)\s(?:new\s|own\s)?$")
_IS_PART = re.compile(rf"\s(?:[\w-]+\s){{0,3}}{_PART}\b")


@dataclass(frozen=True, slots=True)
class Firm:
    """What is told of a firm that is not on record: its sort ("" where nothing tells it), how surely it is a firm."""

    sort: str
    firmness: float

    @property
    def is_sure(self) -> bool:
        """Whether the name is a firm's by itself; doubtful ones may turn out to be partners."""
        return self.firmness >= _FIRM_FROM


def unlisted_firms(
    passages: tuple[Passage, Passage], mentions: list[Mention], people: tuple[Named, ...]
) -> dict[Mention, Firm]:
    """Mentions of firms that are not on record, and of names that could be one.

    Parts of a company on record ("its unit X", "X, a subsidiary of" it) are none.
    """
    companies = [m for m in mentions if m.owner == "company"]
    taken = {passage.where: [(m.start, m.end) for m in mentions if m.where == passage.where] for passage in passages}
    persons = frozenset(fold(one.name) for one in people) | {fold(one.name.split()[-1]) for one in people}
    found: dict[Mention, Firm] = {}
    named = candidates(passages, taken, persons)
    parts = [one.name for one in named if any(_is_part(*span, companies) for span in one.spans)]
    for candidate in named:
        firmness, trade = _firmness(candidate)
        if firmness >= _DOUBTFUL_FROM and not any(part.startswith(candidate.name) for part in parts):
            for passage, start, end in candidate.spans:
                mention = Mention("counterparty", candidate.name, start, end, passage.where, UNLISTED)
                found[mention] = Firm(trade, firmness)
    return found


def _is_part(passage: Passage, start: int, end: int, companies: list[Mention]) -> bool:
    """Whether a name is a part of a company on record: "its unit X", "X, filiale de HIVE", "HIVE's X"."""
    text = passage.text
    if _OWN_BEFORE.search(text, max(0, start - 40), start):
        return True
    if _OWNERS.search(text, max(0, start - 12), start) and _IS_PART.match(text, end):
        return True
    part = _PART_OF.match(text, end)
    return part is not None and any(m.where == passage.where and m.start == part.end() for m in companies)


def _firmness(candidate: Candidate) -> tuple[float, str]:
    """How surely a name is a firm's, from all its places, and the sort it is called; from _FIRM_FROM it is one."""
    words = fold(candidate.name).split()
    has_ending = len(words) > 1 and words[-1].strip(".") in name_words("firm_endings")
    is_camel = _is_camel(candidate.name)
    language = candidate.spans[0][0].language
    trade, best, against = "", 0.0, 0.0
    for passage, start, end in candidate.spans[:_LOOKED_AT]:
        called = _called(passage, start, end)
        trade = trade or (TRADES[called] if called else "")
        in_deal = passage.where != HEADLINE and _is_in_deal(passage, start, end)
        best = max(best, 1.0 * bool(called) + 0.6 * in_deal)
        against = max(against, _against(passage, start, end, is_firm=has_ending or bool(called) or is_camel))
    score = best + 1.0 * has_ending + 0.6 * is_camel + 0.2 * (len(candidate.spans) > 1)
    score += 0.4 * any(passage.where == HEADLINE for passage, _s, _e in candidate.spans)
    score += 0.3 * (not candidate.name.isascii() and language in UNSPACED)
    score += 0.3 * any(_ACTS.match(passage.text, end) for passage, _start, end in candidate.spans)
    if language in NOUNS_IN_CAPITALS and not (has_ending or trade or is_camel):
        score -= 0.8
    if not has_ending and _opens_sentence_only(candidate):
        score -= 0.8
    return score - against, trade or (_trade_by_name(words) if has_ending else "")


def _trade_by_name(words: list[str]) -> str:
    """The sort that the last word of a name tells: "Example Capital" lends."""
    table = lexicon().names["firm_trades"]
    return next((sort for sort, endings in table.items() if words[-1].strip(".") in endings), "")


def _opens_sentence_only(candidate: Candidate) -> bool:
    """Whether the name is a word that has its capital from the sentence it opens, wherever it stands."""
    return " " not in candidate.name and all(
        start <= passage.sentence(start)[0] + 1 for passage, start, _end in candidate.spans if passage.where != HEADLINE
    )


def _is_camel(name: str) -> bool:
    """Whether a name is written as only names are: "CoreWeave", "xAI", "EDF"."""
    return any(
        word[1:] != word[1:].lower() and (not word.isupper() or len(word) > 2) and word[0].isalpha()
        for word in name.replace("-", " ").split()
    )


def _called(passage: Passage, start: int, end: int) -> str:
    """What a firm is called beside its name: "cloud provider Example", "Example, a cloud provider"."""
    first, last = passage.sentence(start)
    after_noun = _AFTER_NOUN_UNSPACED if passage.language in UNSPACED else _AFTER_NOUN
    before, after = max(first, start - _TRADE_BEFORE), min(last, end + _TRADE_AFTER)
    for topic, trade in _TOPICS.items():
        for hit in passage.near(topic, before, after) if topic in passage.hits else ():
            if hit.end <= start:
                if after_noun.fullmatch(passage.text, hit.end, start):
                    return trade
            elif hit.start >= end and _BEFORE_NOUN.fullmatch(passage.text, end, hit.start):
                return trade
    return ""


def _is_in_deal(passage: Passage, start: int, end: int) -> bool:
    """Whether the name is one that something is done with, or does it: "a lease with X", "X will take"."""
    text = passage.text
    if _WITH.search(text, max(0, start - 16), start) and passage.in_sentence("deal", start):
        return True
    return any(0 <= hit.start - end <= _NEXT_VERB for hit in passage.near("deal", end, end + _NEXT_VERB + 1))


def _against(passage: Passage, start: int, end: int, *, is_firm: bool) -> float:
    """What speaks against it: a place, a source, a person, a product."""
    text = passage.text
    before = max(0, start - 24)
    if _SOURCE_BEFORE.search(text, before, start) or _SOURCE_AFTER.match(text, end):
        return 2.0
    after = _PLACE_AFTER.match(text, end)
    if after and (not after["region"] or fold(after["region"]) in name_words("regions")):
        return 2.0
    if is_firm:
        return 0.0
    if _IN_PLACE.search(text, before, start) or _PRODUCT_AFTER.match(text, end):
        return 2.0
    return 2.0 * (" " in text[start:end] and is_speaker(passage, (start, end)))
