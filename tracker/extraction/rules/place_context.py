"""What the words around a name in capitals say of it: that it is surely a site's, that it may be one, or nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.phrases import Hit
from tracker.extraction.rules.place_words import CAPITAL_WORD, WORDS, of_language, region_after, tables
from tracker.extraction.rules.setting import Setting
from tracker.lib.text import fold

SITE_NOUN = "site_noun"
# "NC-1", "MTL-3", "Polaris Forge 1".
_CODE = re.compile(r"[A-Z]{2,4}-\d{1,2}")
_NUMBERED = re.compile(r"[A-ZÀ-Þ][^\d]{3,60} \d[A-C]?")
# "Barber Lake near Colorado City, Texas"
_IN_TOWN = re.compile(rf",? (?:in|near|at|à|en|em|a|bei|nahe|près de|ad) {CAPITAL_WORD}(?: {CAPITAL_WORD}){{0,2}}")
_LIST = re.compile(rf"{CAPITAL_WORD}(?: {CAPITAL_WORD}){{0,3}}(?:, | (?:and|et|y|e|und|ed) ){CAPITAL_WORD}")
_OPENS_LIST = (":", " -", " –", " —")
_QUOTES_OPEN = ' «“„"‘'
_PLURALS = frozenset({"sites", "mines", "plants", "siti", "campi", "standorte", "standorten"})
_SEATS = frozenset({"based", "headquartered", "basee", "base", "sede", "sitz", "siege"})
_POSSESSIVES = ("'s ", "’s ")
GAP, _LOOKED_BACK, _APPOSED_WITHIN, _OWNER_WITHIN = 45, 48, 60, 30
_INITIALS = 5
# What is looked at of things that a text can hold any number of.
MOST_TIMES = 50


@dataclass(frozen=True, slots=True)
class Spot:
    """A name where it stands, with the folded words before it in its sentence, nearest last.

    `owners` are the keys of who is named in the passage, by where each mention ends.
    """

    passage: Passage
    setting: Setting
    start: int
    end: int
    before: list[str]
    owners: dict[int, str]

    @property
    def name(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def last_before(self) -> str:
        return self.before[-1] if self.before else ""


def spot_at(passage: Passage, setting: Setting, span: tuple[int, int], owners: dict[int, str]) -> Spot:
    """The name of a span, with what stands before it."""
    start, end = span
    first, _last = passage.sentence(start)
    before = [fold(word) for word in WORDS.findall(passage.text, max(first, start - _LOOKED_BACK), start)]
    while before and (before[-1] in tables()["before_names"] or before[-1][0].isdigit()):
        before.pop()  # "at the new 40 MW"
    return Spot(passage, setting, start, end, before, owners)


def sure_rule(spot: Spot) -> str:
    """The rule that says it is a site's name, "" where none does."""
    if is_seat(spot) or is_of_career(spot) or owner_of(spot) not in ("", spot.setting.company):
        return ""
    return next((rule for rule, holds in _SURE if holds(spot)), "")


def is_seat(spot: Spot) -> bool:
    """ "based in Austin", "EASTON, Md. --" """
    is_dateline = spot.name.isupper() and len(spot.name) > _INITIALS
    return is_dateline or (len(spot.before) > 1 and spot.before[-2] in _SEATS)


def _opens_headline(spot: Spot) -> bool:
    """ "Tilden: CleanSpark retires" """
    following = spot.passage.text[spot.end : spot.end + 2].lstrip()
    is_opening = spot.passage.where == HEADLINE and spot.start == 0 and following[:1] == ":"
    return is_opening and not is_named_firm(spot)


def is_named_firm(spot: Spot) -> bool:
    return fold(spot.name) in spot.setting.not_parties or _is_firm(spot)


def _is_in_headline(spot: Spot) -> bool:
    """ "Mawson and its client part ways at Tilden" """
    if spot.passage.where != HEADLINE or spot.last_before not in of_language("places_at", spot.passage.language):
        return False
    if spot.setting.kind.startswith("executive") or is_named_firm(spot):
        return False
    is_followed = spot.passage.text[spot.end : spot.end + 2].lstrip()[:1].isalpha()
    if spot.last_before == "a" and len(spot.before) > 1 and is_followed:
        return False  # "emprunte à Exemple contre": of whom, not where
    return not any(word in tables()["stakes"] or word in tables()["posts"] for word in spot.before[-4:-1])


def is_of_career(spot: Spot) -> bool:
    """ "ran data centers at Equinix", where a hire is told of."""
    return spot.setting.kind.startswith("executive") and any(word in tables()["careers"] for word in spot.before)


def owner_of(spot: Spot) -> str:
    """The key of whoever is named in the possessive before, "?" for one not on record, "" where there is none."""
    text, end = spot.passage.text, spot.start - len(_POSSESSIVES[0])
    if text[max(0, end) : spot.start] not in _POSSESSIVES:
        return ""
    if end in spot.owners:
        return spot.owners[end]
    word = text[max(0, end - _OWNER_WITHIN) : end].rpartition(" ")[2]
    return "?" if word[:1].isupper() else ""


def _is_project(spot: Spot) -> bool:
    projects = tables()["projects"]
    return fold(spot.name).partition(" ")[0] in projects or spot.last_before in projects


def _is_code(spot: Spot) -> bool:
    if _CODE.fullmatch(spot.name) is None:
        return False
    return not spot.before or spot.last_before in tables()["links"] | tables()["prepositions"]


def _is_numbered(spot: Spot) -> bool:
    return _NUMBERED.fullmatch(spot.name) is not None


def _follows_noun(spot: Spot) -> bool:
    """ "campus de Lake Mariner", "Rechenzentrum Helios", "facility at Helios", "three campuses: Panther Creek" """
    passage, start = spot.passage, spot.start
    if passage.language == "de" and spot.last_before.endswith(tuple(tables()["halls"])):
        return passage.text[start - 1] == " " and spot.last_before not in of_language("articles", "de")
    hits = [hit for hit in passage.near(SITE_NOUN, start - GAP, start) if hit.end <= start]
    if not hits or passage.sentence_index(hits[-1].start) != passage.sentence_index(start):
        return False
    gap = passage.text[hits[-1].end : start]
    if gap.rstrip(_QUOTES_OPEN).endswith(_OPENS_LIST):
        return gap == gap.lower()
    if gap == ", " and _opens_list(passage, hits[-1], start):
        return True
    if any(mark in gap for mark in ",;:.()"):
        return False
    return all(fold(word) in tables()["links"] for word in WORDS.findall(gap))


def _opens_list(passage: Passage, noun: Hit, start: int) -> bool:
    """ "two sites, Marlow Ridge and Tilden Flats" """
    printed = fold(passage.text[noun.start : noun.end])
    is_plural = printed in _PLURALS or (printed.endswith("s") and len(printed) > len("campus"))
    return is_plural and _LIST.match(passage.text, start) is not None


def _precedes_noun(spot: Spot) -> bool:
    """ "the Helios data center campus", "its Sandersville, Ga., site"; not a single "Old smelter" at the beginning."""
    text, at = spot.passage.text, spot.end
    if not spot.before and text.find(spot.name, text.find(spot.name) + 1) == -1:
        return False
    region = region_after(text, at)
    if region and text[at] == ",":
        at = region.end()
    last = spot.passage.sentence(spot.start)[1]
    noun = _noun_behind(spot.passage, at, min(last, spot.end + GAP))
    if noun is None:
        return False
    gap = text[at : noun.start]
    if any(mark in gap for mark in ";:()'’") or (region is None and gap.strip(" -") in (",", ".")):
        return False
    return all(word[0].isdigit() or fold(word) in tables()["qualities"] for word in WORDS.findall(gap))


def _noun_behind(passage: Passage, at: int, last: int) -> Hit | None:
    """The first word for a site from here on, unless it is part of one for a firm: "campus", not "campus developer"."""
    noun = next((hit for hit in passage.near(SITE_NOUN, at, last) if hit.start >= at), None)
    if noun is None:
        return None
    following = WORDS.match(passage.text, noun.end + 1)
    return None if following and fold(following.group()) in tables()["agents"] else noun


def _is_apposed(spot: Spot) -> bool:
    """ "Beacon Point, its data center campus", "Clarington, Ohio, a 570 MW site" """
    text, passage = spot.passage.text, spot.passage
    region = region_after(text, spot.end)
    at = region.end() if region else spot.end
    article = WORDS.match(text, at + 2) if text.startswith(", ", at) else None
    if article is None or fold(article.group()) not in of_language("articles", passage.language):
        return False
    last = passage.sentence(spot.start)[1]
    noun = _noun_behind(passage, article.end(), min(last, at + _APPOSED_WITHIN))
    return noun is not None and not any(mark in text[article.end() : noun.start] for mark in ",;:()")


def _is_called(spot: Spot) -> bool:
    """ "a site it calls Ulysses" """
    return spot.last_before in tables()["callings"] and bool(spot.passage.in_sentence(SITE_NOUN, spot.start))


def _is_in_region(spot: Spot) -> bool:
    """ "in Ellendale, North Dakota", "à Hawesville, dans le Kentucky" """
    places_at = of_language("places_at", spot.passage.language)
    return spot.last_before in places_at and region_after(spot.passage.text, spot.end) is not None


def _is_in_town(spot: Spot) -> bool:
    """ "at Barber Lake near Colorado City, Texas" """
    if spot.last_before not in of_language("places_at", spot.passage.language):
        return False
    town = _IN_TOWN.match(spot.passage.text, spot.end)
    return town is not None and region_after(spot.passage.text, town.end()) is not None


def _is_firm(spot: Spot) -> bool:
    """ "Starwood" where "Starwood Capital" is named too."""
    text, name = spot.passage.text, spot.name + " "
    at = -1
    for _time in range(MOST_TIMES):
        at = text.find(name, at + 1)
        if at == -1:
            return False
        following = WORDS.match(text, at + len(name))
        if following and following.group()[0].isupper() and fold(following.group()) in tables()["firms"]:
            return True
    return False


Rules = tuple[tuple[str, Callable[[Spot], bool]], ...]
_SURE: Rules = (
    ("project", _is_project),
    ("code", _is_code),
    ("numbered", _is_numbered),
    ("after_noun", _follows_noun),
    ("before_noun", _precedes_noun),
    ("apposed", _is_apposed),
    ("called", _is_called),
    ("in_region", _is_in_region),
    ("in_town", _is_in_town),
    ("in_headline", _is_in_headline),
    ("opens_headline", _opens_headline),
)
