"""The words that readings go by, as tables: one file per language and one for names. Loaded once."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "ja", "zh")
_NOT_TOPICS = frozenset({"language", "zone", "stop_words"})
# Tables within a table, and the prefix that their topics get.
_GROUPS = {"kinds": "kind:", "weak_kinds": "weak:", "verbs": "verb:", "objects": "object:", "firms": "firm:"}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables: phrases by topic and language, stop words, zones, names.

    A kind is the topic "kind:lease", weak signs of it "weak:lease"; "verb:buy" beside "object:land" is a kind as well.
    "firm:vendor" is what a firm of that trade is called.
    """

    topics: dict[str, dict[str, tuple[str, ...]]]
    stop_words: dict[str, frozenset[str]]
    zones: dict[str, str]
    names: dict[str, Any]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The tables beside this file. Raises yaml.YAMLError or KeyError where one is malformed."""
    topics: dict[str, dict[str, tuple[str, ...]]] = {}
    stop_words: dict[str, frozenset[str]] = {}
    zones: dict[str, str] = {}
    for language in LANGUAGES:
        table = _load(language)
        stop_words[language] = frozenset(table["stop_words"].split())
        zones[language] = table["zone"]
        for topic, phrases in _topics(table).items():
            topics.setdefault(topic, {})[language] = tuple(str(phrase) for phrase in phrases)
    return Lexicon(topics, stop_words, zones, _load("names"))


def _topics(table: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, phrases in table.items():
        if name in _GROUPS:
            found |= {_GROUPS[name] + topic: words for topic, words in phrases.items()}
        elif name not in _NOT_TOPICS:
            found[name] = phrases
    return found


def _load(name: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=64)
def name_words(table: str) -> frozenset[str]:
    """The words of a table of names.yaml, to look up one. Raises KeyError where there is no such table."""
    return frozenset(lexicon().names[table])
