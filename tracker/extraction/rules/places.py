"""Where it happens: sites on record, and towns, counties and sites as printed."""

import re
from collections.abc import Iterator

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.phrases import UNSPACED
from tracker.extraction.rules.place_asides import is_aside, is_beside, is_elsewhere, is_late
from tracker.extraction.rules.place_names import SiteName, site_names
from tracker.extraction.rules.place_names_unspaced import unspaced_site_names
from tracker.extraction.rules.place_words import could_be_site
from tracker.extraction.rules.setting import Setting
from tracker.lib.text import fold

_CAP = r"[A-ZÀ-ÖØ-Þ][\w&'’.-]{1,24}"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]{1,24}"
_PLACE = re.compile(
    rf"\b(?:in|at|near|à|near|bei|en)\s(?P<name>{_CAP}(?:\s{_CAP}){{0,2}}),\s(?P<region>{_CAP}(?:\s{_CAP})?)"
)
_COUNTY = re.compile(
    rf"(?P<name>(?!The\s){_CAP}(?:\s{_CAP})?\sCounty|[\u30a1-\u30fc]{{2,12}}(?:郡|市)|Greater\s{_CAP}(?:\sArea)?|(?:comté\sde|condado\sde|contea\sdi|condado\sdo?)\s{_WORD}(?:\s{_WORD})?)"
)
_COUNTY_WORDS = ("County", "郡", "市", "Greater", "comté", "condado", "contea")
# "Project Kati 2": the number is part of the name.
_NUMBER_OF_SITE = re.compile(r"\s\d[A-C]?(?![\w]|[.,]\d|\s?(?:[MGk]W|%|mega|giga))")
# "the Austin-based company" is no site.
_SEAT_BEFORE = re.compile(r"\b(?:based|headquartered|basée?|sede|siège|Sitz)\s$")
_SEAT_WITHIN = 20
# More than any article tells of.
_MOST_PLACES = 20


def sites_of(passages: tuple[Passage, ...], setting: Setting) -> dict[str, Fact]:
    """Sites on record that belong to the company, by key."""
    by_where = {passage.where: passage for passage in passages}
    found: dict[str, Fact] = {}
    for mention in setting.mentions:
        passage = by_where[mention.where]
        key = _own_site(passage, mention, setting)
        if not key:
            continue
        if is_elsewhere(passage, mention.start, mention.end, found) and not _is_own_name(
            passage, mention, found.get(key), setting
        ):
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


def _own_site(passage: Passage, mention: Mention, setting: Setting) -> str:
    """The key of the site that is named, "" where it is none of the company's."""
    if mention.owner != "site":
        return ""
    if setting.book.site_owners.get(mention.key) == setting.company:
        return mention.key
    return setting.book.site_of(setting.company, passage.text[mention.start : mention.end])


def places_of(passages: tuple[Passage, ...], setting: Setting, *, has_site: bool) -> dict[str, Fact]:
    """Towns and sites by name; names that only may be a site's, then counties, where there is nothing better."""
    found = _places(passages, has_site=has_site)
    named = [(passage, one) for passage in passages for one in names_in(passage, setting)]
    for is_sure in (True, False):
        if (has_site or found) and not is_sure:
            break
        for passage, one in named:
            if len(found) >= _MOST_PLACES:
                break
            if one.is_sure is not is_sure or _is_aside_of(passage, one.start, found, has_site=has_site):
                continue
            name = passage.text[one.start : one.end]
            if one.rule == "opens_headline" and not any(name in p.text for p in passages if p is not passage):
                continue  # "Energy: ..." opens a headline too
            found.setdefault(name, passage.fact("place", name, (one.start, one.end), f"place.{one.rule}"))
    return found or ({} if has_site else _counties(passages))


def _is_aside_of(passage: Passage, at: int, found: dict[str, Fact], *, has_site: bool) -> bool:
    """Whether a name stands in an aside, apart from those found, or comes too late to be the event's."""
    if passage.where == HEADLINE or is_beside(passage, at, found.values()):
        return False
    has_place = has_site or bool(found)
    return (has_place and is_aside(passage, at)) or is_late(passage, at, has_site=has_place)


def names_in(passage: Passage, setting: Setting) -> list[SiteName]:
    """Names that could be a site's, in whatever script."""
    if passage.language in UNSPACED:
        return unspaced_site_names(passage, setting)
    return site_names(passage, setting)


def _places(passages: tuple[Passage, ...], *, has_site: bool) -> dict[str, Fact]:
    """Towns as printed before their state: "in Childress, Texas"."""
    found: dict[str, Fact] = {}
    for passage in passages:
        for rule, match in _place_matches(passage):
            at = match.start("name")
            if _SEAT_BEFORE.search(passage.text, max(0, match.start() - _SEAT_WITHIN), match.start()):
                continue
            if _is_aside_of(passage, at, found, has_site=has_site):
                continue
            name = match.group("name")
            found.setdefault(name, passage.fact("place", name, match.span("name"), f"place.{rule}"))
    return found


def _place_matches(passage: Passage) -> Iterator[tuple[str, re.Match[str]]]:
    regions = lexicon().names["regions"]
    for match in _PLACE.finditer(passage.text):
        if fold(match.group("region")) in regions and could_be_site(match.group("name").rstrip("."), passage.language):
            yield "in_region", match


def _counties(passages: tuple[Passage, ...]) -> dict[str, Fact]:
    """The first county, for want of a town: "comté de Brazoria"."""
    for passage in passages:
        if not any(word in passage.text for word in _COUNTY_WORDS):
            continue
        for match in _COUNTY.finditer(passage.text):
            if not is_late(passage, match.start(), has_site=False):
                name = match.group("name")
                return {name: passage.fact("place", name, match.span("name"), "place.county")}
    return {}
