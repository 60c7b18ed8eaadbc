"""Where it happens: sites on record, and towns, counties and sites as printed."""

import re
from collections.abc import Iterator

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.setting import NAME_WORD, POSSESSIVE, Setting, could_be_party
from tracker.lib.text import fold

_CAP = r"[A-ZÀ-ÖØ-Þ][\w&'’.-]{1,24}"
# "the Rockdale site", "its Pecos, Texas facility"; "campus de Lake Mariner", "sito di Rockdale".
_SITE_AFTER = re.compile(
    rf"(?P<name>{NAME_WORD}(?:\s{NAME_WORD}){{0,2}})(?:,\s{NAME_WORD})?,?\s"
    r"(?:site|campus|facility|mine|data\scent(?:er|re)|plant|substation|complex)\b"
)
_SITE_BEFORE = re.compile(
    r"\b(?:[Pp]arque\seólico|[Pp]arc\séolien|[Pp]arco\seolico|[Ww]ind\sfarm|[Ss]ite|[Cc]ampus|[Ff]acility|[Mm]ine|[Uu]sine|[Ss]itio|[Mm]ina|[Ss]ito|[Ss]tandort|[Pp]lanta|[Cc]entro\sde\sdatos)\s"
    rf"(?:de\s|d['’]|di\s|du\s|of\s|in\s|at\s|à\s|en\s|em\s|a\s)?(?P<name>{NAME_WORD}(?:\s{NAME_WORD}){{0,2}})"
)
# "Barber Lake园区", "Tydalの拠点", "テキサス州チルドレス".
_UNSPACED_SITE = re.compile(
    r"(?P<name>[A-Z][A-Za-z'’-]{1,20}(?: [A-Z][A-Za-z'’-]{1,20}){0,2}(?: \d)?) ?の?"
    "(?:园区|園區|数据中心园区|矿场|礦場|基地|キャンパス|拠点|施設|サイト)"
)
# "energized Vega, a 205 MW facility"
_SITE_APPOSED = re.compile(
    rf"(?P<name>{NAME_WORD}(?:\s{NAME_WORD}){{0,2}}),\s(?:an?|its|the)\s[^,.;]{{0,24}}?\b"
    r"(?:site|campus|facility|data\scent(?:er|re)|complex)\b"
)
_QUOTED_SITE = re.compile("(?:データセンター|キャンパス|施設|拠点|园区|園區|州の?)[「“](?P<name>[^「」“”]{2,16})[」”]")
_STATE_TOWN = re.compile("州(?P<name>[\u30a1-\u30fa\u30fc・]{2,14})(?=の|に|で|、|と|を|が|。|\\()")
_AT_SITE = re.compile(rf"\b(?:at|à)\s(?P<name>{NAME_WORD}(?:\s{NAME_WORD}){{0,2}})(?=[,.;:]|\s[a-z])")
_PLACE = re.compile(
    rf"\b(?:in|at|near|à|near|bei|en)\s(?P<name>{_CAP}(?:\s{_CAP}){{0,2}}),\s(?P<region>{_CAP}(?:\s{_CAP})?)"
)
_COUNTY = re.compile(
    rf"(?P<name>{_CAP}(?:\s{_CAP})?\sCounty|[\u30a1-\u30fc]{{2,12}}(?:郡|市)|Greater\s{_CAP}(?:\sArea)?|(?:comté\sde|condado\sde|contea\sdi|condado\sdo?)\s{_CAP}(?:\s{_CAP})?)"
)
_COUNTY_WORDS = ("County", "郡", "市", "Greater", "comté", "condado", "contea")
# "Project Kati 2": the number is part of the name.
_NUMBER_OF_SITE = re.compile(r"\s\d[A-C]?(?![\w]|[.,]\d|\s?(?:[MGk]W|%|mega|giga))")
# "the second after River Bend"
_COMPARED = re.compile(
    r"\b(?:after|following|like|unlike|besides|après|comme|tras|como|nach|wie|dopo|come|após)\s(?:the\s|de\s|el\s(?:de\s)?)?$",
    re.IGNORECASE,
)
# "the Austin-based company" is no site.
_SEAT = re.compile(r"-(?:based|headquartered)\b")


def sites_of(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """Sites on record that belong to the company, by key."""
    by_where = {passage.where: passage for passage in passages}
    found: dict[str, Fact] = {}
    for mention in setting.mentions:
        passage = by_where[mention.where]
        key = _own_site(passage, mention, setting)
        if not key:
            continue
        if _is_elsewhere(passage, mention, found) and not _is_own_name(passage, mention, found.get(key), setting):
            continue
        numbered = _NUMBER_OF_SITE.match(passage.text, mention.end)
        span = mention.start, numbered.end() if numbered else mention.end
        if key not in found or _is_own_name(passage, mention, found[key], setting):
            found[key] = passage.fact("site", key, span, "site.known")
    return found


def _is_own_name(passage: Passage, mention: Mention, known: Fact | None, setting: Setting) -> bool:
    """Whether a site told of by its town is now called by its own name: "Ellendale", then "Polaris Forge 1"."""
    name = setting.book.names.get(("site", mention.key), "")
    return known is not None and known.words != name == passage.text[mention.start : mention.end]


def _is_elsewhere(passage: Passage, mention: Mention, found: dict[str, Fact]) -> bool:
    """Whether a site is named for something else than the event: a seat, a comparison, an aside."""
    at = mention.start
    if _SEAT.match(passage.text, mention.end) or (passage.sentence_index(at) and passage.in_sentence("apart", at)):
        return True
    if not found:
        return False
    is_beside = any(
        fact.where == mention.where and passage.sentence_index(fact.start) == passage.sentence_index(at)
        for fact in found.values()
    )
    is_compared = _COMPARED.search(passage.text[max(0, at - 16) : at]) is not None
    in_headline = any(fact.where == HEADLINE for fact in found.values())
    return is_compared or (
        not is_beside and (_is_aside(passage, at) or (in_headline and passage.sentence_index(at) > 0))
    )


def _own_site(passage: Passage, mention: Mention, setting: Setting) -> str:
    """The key of the site that is named, "" where it is none of the company's."""
    if mention.owner != "site":
        return ""
    if setting.book.site_owners.get(mention.key) == setting.company:
        return mention.key
    return setting.book.site_of(setting.company, passage.text[mention.start : mention.end])


def _is_aside(passage: Passage, at: int) -> bool:
    """ "together with its site in Austin County", "sold Nautilus in October", "runs a plant at Dresden"."""
    return any(passage.in_sentence(topic, at) for topic in ("total", "background", "of_others", "holding"))


def places_of(passages: tuple[Passage, ...], setting: Setting, *, has_site: bool) -> dict[str, Fact]:
    """Towns and counties; where the piece names none and no site on record, what stands beside "site" or "campus"."""
    return _places(passages, has_site=has_site) or ({} if has_site else _named_sites(passages, setting))


def _named_sites(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """Where neither a site on record nor a town is named: names beside "site", "campus" or "mine"."""
    for passage in reversed(passages):
        for pattern in (_SITE_AFTER, _SITE_BEFORE, _SITE_APPOSED, _UNSPACED_SITE, _QUOTED_SITE, _AT_SITE):
            for match in pattern.finditer(passage.text):
                is_there = pattern is not _AT_SITE or passage.in_sentence("data_center", match.start())
                is_owner = POSSESSIVE.search(match.group("name")) is not None
                if is_there and not is_owner and could_be_party(passage, match, setting):
                    name = match.group("name")
                    return {name: passage.fact("place", name, match.span("name"), "place.beside_site")}
    return {}


def _places(passages: tuple[Passage, ...], *, has_site: bool) -> dict[str, Fact]:
    """Towns and counties as printed: "in Childress, Texas", "comté de Brazoria"."""
    found: dict[str, Fact] = {}
    for passage in passages:
        for rule, match in _place_matches(passage):
            if (found or has_site) and rule != "of_state" and _is_aside(passage, match.start()):
                continue
            name = match.group("name")
            found.setdefault(name, passage.fact("place", name, match.span("name"), f"place.{rule}"))
    return found


def _place_matches(passage: Passage) -> Iterator[tuple[str, re.Match[str]]]:
    regions = lexicon().names["regions"]
    for match in _PLACE.finditer(passage.text):
        if fold(match.group("region")) in regions and fold(match.group("name")) not in regions:
            yield "in_region", match
    text = passage.text
    if "州" in text:
        yield from (("of_state", match) for match in _STATE_TOWN.finditer(text))
    if any(word in text for word in _COUNTY_WORDS):
        yield from (("county", match) for match in _COUNTY.finditer(text))
