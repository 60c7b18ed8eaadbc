"""What the words around a name say where they leave doubt: names that may be a site's for want of a better one."""

from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.place_asides import is_dateline
from tracker.extraction.rules.place_context import (
    GAP,
    MOST_TIMES,
    SITE_NOUN,
    Rules,
    Spot,
    is_named_firm,
    is_of_career,
    is_seat,
    owner_of,
)
from tracker.extraction.rules.place_words import WORDS, of_language, region_after, tables
from tracker.lib.text import fold

_LOCAL_WITHIN, _SENTENCE_WITHIN = 500, 300


def likely_rule(spot: Spot) -> str:
    """The rule by which it may be a site's name, for want of a better one."""
    if _is_local_dateline(spot):
        return "dateline"
    if is_seat(spot) or is_of_career(spot) or is_named_firm(spot):
        return ""
    if not spot.before or spot.name.isupper():
        return ""
    return next((rule for rule, holds in _LIKELY if holds(spot)), "")


def _is_local_dateline(spot: Spot) -> bool:
    """ "TILDEN, Ohio -- County commissioners ...": filed from where it happens, not from a head office."""
    text = spot.passage.text
    if not is_dateline(spot.passage, spot.start, spot.end):
        return False
    return any(fold(word) in tables()["local"] for word in WORDS.findall(text, spot.end, spot.end + _LOCAL_WITHIN))


def _is_at(spot: Spot) -> bool:
    """ "1.7 gigawatts at Corsicana", "im kanadischen Fox Creek"; not "a stake in Exaion", "recently at Equinix" """
    passage, before, table = spot.passage, spot.before, tables()
    if before[-1].endswith("ischen"):
        return before[-2:-1] in (["im"], ["in"])
    if before[-1] not in of_language("places_at", passage.language) or before[-1] == "bei":
        return False
    told = before[:-1] if spot.setting.kind.startswith("executive") else before[-4:-1]
    if any(word in table["stakes"] or word in table["posts"] for word in told):
        return False
    first, last = passage.sentence(spot.start)
    near = max(first, spot.start - GAP)
    if before[-1] not in ("at", "near", "outside"):
        return _speaks_of_site(passage, near, spot.start)
    about = max(first, spot.start - _SENTENCE_WITHIN), min(last, spot.end + _SENTENCE_WITHIN)
    return _speaks_of_site(passage, *about) or bool(passage.near("ai", near, spot.start))


def _speaks_of_site(passage: Passage, start: int, end: int) -> bool:
    topics = (SITE_NOUN, "data_center", "mining", "object:ground")
    if any(passage.near(topic, start, end) for topic in topics):
        return True
    return any(start <= power.start < end for power in passage.powers[:MOST_TIMES])


def _is_placed(spot: Spot) -> bool:
    """ "24 servers housed at Tilden", "on its way to Tilden, where" """
    before, places_at = spot.before, of_language("places_at", spot.passage.language)
    if before[-1] not in places_at and before[-1] != "to":
        return False
    if any(word in tables()["placed"] for word in before[-4:-1]):
        return True
    following = WORDS.match(spot.passage.text, spot.end + 2) if spot.passage.text.startswith(", ", spot.end) else None
    return following is not None and fold(following.group()) in tables()["wheres"]


def _is_measured(spot: Spot) -> bool:
    """ "44 acres of Tilden" """
    before = spot.before
    return len(before) > 1 and before[-1] in tables()["prepositions"] and before[-2] in tables()["measured"]


def _is_apposed_briefly(spot: Spot) -> bool:
    """ "À Valbrune, mine de 50 MW" """
    at = spot.end + 2
    if not spot.passage.text.startswith(", ", spot.end):
        return False
    is_at = spot.last_before in of_language("places_at", spot.passage.language)
    return is_at and any(hit.start == at for hit in spot.passage.near(SITE_NOUN, at, at + 1))


def _is_object(spot: Spot) -> bool:
    """ "to finish Lake Mariner", "construction of Delta Forge 1", "transformar o Helios" """
    doings, last = tables()["doings"], spot.before[-1]
    if last in doings:
        return True
    is_linked = last in tables()["prepositions"] or last in of_language("articles", spot.passage.language)
    return is_linked and len(spot.before) > 1 and spot.before[-2] in doings


def _is_of_region(spot: Spot) -> bool:
    """ "l'usage de Corsicana, au Texas" """
    return spot.before[-1] in tables()["prepositions"] and region_after(spot.passage.text, spot.end) is not None


def _precedes_work(spot: Spot) -> bool:
    """ "closes the Barber Lake purchase" """
    following = WORDS.match(spot.passage.text, spot.end + 1)
    return following is not None and following.group() in tables()["works"]


def _is_owned(spot: Spot) -> bool:
    """ "all of Applied Digital's Delta Forge" """
    prepositions = tables()["prepositions"]
    return owner_of(spot) == spot.setting.company and any(word in prepositions for word in spot.before[-4:-1])


_LIKELY: Rules = (
    ("at", _is_at),
    ("placed", _is_placed),
    ("measured", _is_measured),
    ("apposed", _is_apposed_briefly),
    ("object", _is_object),
    ("of_region", _is_of_region),
    ("before_work", _precedes_work),
    ("owned", _is_owned),
)
