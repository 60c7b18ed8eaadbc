"""Which of the companies named a piece is about."""

import re
from itertools import pairwise

from tracker.extraction.aliases import CJK
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, TEXT, Passage

# A preposition, an article and a space before a name.
_BEHIND = 12
# Characters: "by the New York miner" before a name, "stock closed the day down" between a name and its percentage.
_DESCRIPTION, _MOVE_WITHIN = 40, 60
_MOVERS, _LEAD_SENTENCES = 3, 2
_BOUGHT_BY = re.compile(
    r"\b(?:(?:acquired|bought(?: out)?|purchased|snapped up|taken over) by"
    r"|(?:achet|rachet)ée?s? par|(?:acquis|repris)e?s? par"
    r"|(?:gekauft|übernommen|erworben) von"
    r"|(?:comprad|adquirid)[oa]s? (?:por|pel[oa])"
    r"|(?:acquistat|comprat|rilevat|acquisit)[oaie] d(?:a|al|alla|all['’]))\b",
    re.IGNORECASE,
)
# Languages that put the verb behind the buyer: what stands between the names, and what follows the second.
_BUYS_AT_END = (
    (re.compile(r"\s(?:(?:wird|wurde)\s)?vo[nm]\s.{0,30}"), re.compile(r"\s(?:gekauft|übernommen|erworben)\b")),
    (re.compile(r".{0,8}被.{0,12}"), re.compile(r"(?:公司)?(?:收购|收購|併購|并购)")),
    (re.compile(r"(?:が|は|、).{0,12}"), re.compile(r"に買収")),
    (re.compile(r"(?:を|、).{0,12}"), re.compile(r"が買収")),
)
_PEERS = re.compile(
    r"\s?(?:や|など|ら|等|、?他)"
    r"|,?\s(?:(?:and|und|et|y|e)\s(?:others?|peers|rivals|fellow|co\b|andere|d['’]autres|otr[oa]s|outr[oa]s|altr[ie]))",
    re.IGNORECASE,
)
# A deal first told of another may be told with its landlord last: "the campus is leased from TeraWulf".
_TENANCY = ("kind:lease", "kind:hosting", "kind:gpu_cloud", "verb:rent", "verb:provide", "data_center", "object:site")
_IN_LIST = re.compile(r"\s?(?:[,、与與和及とや]|and|und|et|y|e)\s?")
_PAUSE_CJK = re.compile(r"[、。,:\uff0c\uff1a\s]")


def primary_company(found: list[Mention], headline: Passage, body: Passage) -> Mention | None:
    """The company a piece is about: its subject in the headline, else the one named far more than the others."""
    companies = [mention for mention in found if mention.owner == "company"]
    in_headline = [mention for mention in companies if mention.where == HEADLINE]
    keys = {mention.key for mention in in_headline}
    is_market = _movers(companies, body) >= _MOVERS
    if len(keys) == 1:
        return None if is_market and _has_peers(headline, in_headline) else in_headline[0]
    if is_market and _are_listed(headline, in_headline):
        return None
    if keys:
        subject = _party_to_others(in_headline, headline)
        return subject if subject or is_market else _first_of_several(in_headline, companies, headline)
    most = _most_named(companies) or _first_of_two(companies, body)
    return None if most and (is_market or _is_afterthought(most, found, body)) else most


def _party_to_others(in_headline: list[Mention], headline: Passage) -> Mention | None:
    """The one who does something with all the others: the buyer of the first, or the first before prepositions."""
    first = in_headline[0]
    others = [mention for mention in in_headline if mention.key != first.key]
    buyer = next((other for other in others if _is_buyer(headline, first, other)), None)
    if buyer is not None or _is_object(headline, first):
        return buyer
    return first if all(_is_object(headline, other) for other in others) else None


def _first_of_several(in_headline: list[Mention], companies: list[Mention], headline: Passage) -> Mention | None:
    first = in_headline[0]
    if _is_object(headline, first):
        keys = {mention.key for mention in in_headline}
        return _most_named([mention for mention in companies if mention.key in keys])
    return first if _opens(headline, first) else None


def _has_peers(headline: Passage, in_headline: list[Mention]) -> bool:
    """Whether a company on record stands for several: "IREN and other miners", "IRENなど"."""
    return any(_PEERS.match(headline.text, mention.end) for mention in in_headline)


def _are_listed(headline: Passage, in_headline: list[Mention]) -> bool:
    """Whether two names stand in one list: Chinese says "and" and "with" by the same word, "IREN与Cipher"."""
    gaps = (headline.text[one.end : other.start] for one, other in pairwise(in_headline))
    return any(_IN_LIST.fullmatch(gap) for gap in gaps)


def _movers(companies: list[Mention], body: Passage) -> int:
    """How many companies have a move of their own right behind their name: three tell of a market, not of a deal."""
    here = sorted((mention for mention in companies if mention.where == TEXT), key=lambda mention: mention.start)
    movers: set[str] = set()
    for pct in body.percentages:
        start, end = body.sentence(pct.start)
        named = [mention for mention in here if start <= mention.start and mention.end <= pct.start]
        if named and pct.start - named[-1].end <= _MOVE_WITHIN and _tells_direction(body, start, end):
            movers.add(named[-1].key)
    return len(movers)


def _tells_direction(body: Passage, start: int, end: int) -> bool:
    return bool(body.near("up", start, end) or body.near("down", start, end))


def _is_buyer(headline: Passage, bought: Mention, other: Mention) -> bool:
    """Whether the first is bought by the other: "X acquired by the miner Y"."""
    between = headline.text[bought.end : other.start]
    passive = _BOUGHT_BY.search(between)
    if passive is not None:
        return len(between) - passive.end() <= _DESCRIPTION
    return any(gap.fullmatch(between) and verb.match(headline.text, other.end) for gap, verb in _BUYS_AT_END)


def _is_object(headline: Passage, mention: Mention) -> bool:
    """Whether a name stands behind a preposition: "during the Riot takeover fight"."""
    hits = headline.near("preposition", mention.start - _BEHIND, mention.start)
    return any(hit.end <= mention.start for hit in hits)


def _opens(headline: Passage, mention: Mention) -> bool:
    """Whether a headline with several companies starts with this one (after a symbol or an article at most)."""
    before = headline.text[: mention.start]
    if CJK.search(before):
        return _PAUSE_CJK.search(before) is None
    return len([token for token in headline.words if token.end <= mention.start]) <= 1


def _is_afterthought(mention: Mention, found: list[Mention], body: Passage) -> bool:
    """Whether a company is named once, at the end, as what somebody else is after: "Oracle tried to buy Cipher"."""
    if sum(other.key == mention.key for other in found) > 1:
        return False
    start, end = body.sentence(mention.start)
    if body.sentence_index(mention.start) < _LEAD_SENTENCES or body.text[end:].strip():
        return False
    if any(body.near(topic, start, end) for topic in _TENANCY):
        return False
    if any(hit.end <= mention.start for hit in body.near("verb:buy", mention.start - _DESCRIPTION, mention.start)):
        return True
    firms = [other for other in found if other.owner == "counterparty"]
    is_of_firm = any(firm.where == HEADLINE for firm in firms)
    return is_of_firm and any(firm.where == TEXT and start <= firm.start < mention.start for firm in firms)


def _most_named(companies: list[Mention]) -> Mention | None:
    if not companies:
        return None
    counts: dict[str, int] = {}
    for mention in companies:
        counts[mention.key] = counts.get(mention.key, 0) + 1
    most = max(counts, key=lambda key: counts[key])
    first = next(mention for mention in companies if mention.key == most)
    others = max((count for key, count in counts.items() if key != first.key), default=0)
    return first if not others or counts[first.key] >= max(3, 2 * others) else None


def _first_of_two(companies: list[Mention], body: Passage) -> Mention | None:
    """The one that a text with two companies begins with: the other is its parent, its landlord or the former owner."""
    named = [mention for mention in companies if mention.where == TEXT]
    if not named or len({mention.key for mention in named}) != 2:
        return None
    first = min(named, key=lambda mention: mention.start)
    return first if body.sentence_index(first.start) < _LEAD_SENTENCES else None
