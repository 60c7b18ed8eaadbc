"""Words that tell where a name stands: regions, words for sites, and what is no site's name by itself."""

import re
from functools import lru_cache

from tracker.extraction.lexicon import lexicon
from tracker.lib.text import fold

# A word of a name in capitals; what ends a possessive is no part of it.
CAPITAL_WORD = r"[A-ZÀ-ÖØ-Þ][\w&-]{1,34}"
WORDS = re.compile(r"[^\s'’«»“”„\"‘()\[\],:;–—-]+")
# ", Texas", " (Texas)", ", dans l'Ohio", " im US-Bundesstaat Ohio", ", N.D.".
_REGION_AFTER = re.compile(
    r"(?:,? ?\(|, | )(?:dans (?:l['’][ÉE]tat d[eu] |le |la |l['’])|"
    r"au |aux |en |no |na |em |nell['’]|nel |in |im (?:US-)?Bundesstaat )?"
    r"(?P<region>[A-ZÀ-Þ](?:[\w-]{1,20}|\.?[A-Z][a-z]{0,2}\.?)\.?(?: (?:d[uo] |del )?[A-ZÀ-Þ][\w-]{1,20})?)"
)
_LONG_REGION = re.compile(r"[A-ZÀ-Þ][\w-]{1,20} (?:d[uo] |del )?[A-ZÀ-Þ][\w-]{1,20}")
# "GB300", "H100": chips.
_MODEL = re.compile(r"[a-z]{1,3}\d{2,4}[a-z]?")
_TOO_SHORT = 2
_COMPOUNDS = ("-based", "-listed", "-backed", "-headquartered", "-ready", "-class", "gigawatt", "megawatt")


@lru_cache(maxsize=1)
def tables() -> dict[str, frozenset[str]]:
    """The words around sites by what they do: "joiners", "places_at:fr"."""
    found: dict[str, frozenset[str]] = {}
    for name, words in lexicon().names["site_words"].items():
        by_language = words if isinstance(words, dict) else {"": words}
        for language, own in by_language.items():
            found[f"{name}:{language}" if language else name] = frozenset(fold(word) for word in own)
    return found


def of_language(name: str, language: str) -> frozenset[str]:
    """A table that differs between languages; empty for a language that has none."""
    return tables().get(f"{name}:{language}", frozenset())


@lru_cache(maxsize=16)
def before_names(language: str) -> frozenset[str]:
    """What stands in capitals before a name and is no part of it: "The", "Former"."""
    return lexicon().stop_words.get(language, frozenset()) | tables()["before_names"]


@lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    names = lexicon().names
    known = frozenset(fold(name) for key in ("regions", "regions_translated") for name in names[key])
    return known - frozenset(names["cities"])


@lru_cache(maxsize=1)
def _abbreviated() -> frozenset[str]:
    names = lexicon().names
    return frozenset([*names["region_abbreviations"], *names["region_codes"]])


def region_after(text: str, end: int) -> re.Match[str] | None:
    """The state, province or country that is printed behind a name."""
    match = _REGION_AFTER.match(text, end)
    return match if match and _is_region(match.group("region")) else None


def begins_region(text: str, start: int) -> bool:
    """Whether a region of several words begins here: "Caroline du Nord"."""
    match = _LONG_REGION.match(text, start)
    return match is not None and fold(match.group()) in _regions()


def _is_region(printed: str) -> bool:
    """ "Texas", "West Texas", "Ga.", "OH": of two words the first will do."""
    folded, first = fold(printed).strip("."), printed.partition(" ")[0]
    if folded in _regions() or fold(first).strip(".") in _regions():
        return True
    return first in _abbreviated() or (first.endswith(".") and fold(first).strip(".") in _abbreviated())


def could_be_site(name: str, language: str) -> bool:
    """Whether words in capitals are no region, no firm, no term of the trade and no plain noun of German."""
    words, table = fold(name).split(), tables()
    if not words or (name.isascii() and len(name) <= _TOO_SHORT):
        return False
    if _MODEL.fullmatch(words[0]) or words[-1].endswith(_COMPOUNDS):
        return False
    whole, first, last = " ".join(words), words[0].partition("-")[0], words[-1]
    if whole in table["projects"] or whole in table["directions"] or whole in _regions():
        return False
    if first in table["directions"] and " ".join(words[1:]) in _regions():
        return False
    if any(last.endswith(ending) for ending in of_language("endings", language)):
        return False
    return first not in _not_first() and last not in _not_last()


@lru_cache(maxsize=1)
def _not_first() -> frozenset[str]:
    return tables()["not_sites"] | tables()["agents"]


@lru_cache(maxsize=1)
def _not_last() -> frozenset[str]:
    return tables()["not_sites"] | tables()["firms"]
