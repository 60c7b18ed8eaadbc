"""Finding many phrases in one pass over the words of a text, by table look-up instead of patterns."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.extraction.aliases import WORD
from tracker.extraction.lexicon import lexicon
from tracker.lib.text import fold

UNSPACED = ("ja", "zh")
# What an article is about is said in English words in every language.
_SHARED_TOPICS = frozenset({"ai", "data_center", "mining"})
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_STEM_LENGTH, _OPENING = 3, 2


class Token(NamedTuple):
    """A word as printed and folded, and where it stands."""

    raw: str
    word: str
    start: int
    end: int


class Hit(NamedTuple):
    """A phrase of a topic, where it was found."""

    topic: str
    start: int
    end: int


class _Phrase(NamedTuple):
    """A phrase by its first word: its stem where any ending will do, and the words that follow."""

    topic: str
    stem: str
    capitals: str
    rest: tuple[str, ...]


def tokens(text: str) -> list[Token]:
    """The words of a text in scripts with spaces; the others are matched as character sequences."""
    return [Token(raw := m.group(), fold(raw), *m.span()) for m in WORD.finditer(text)]


class _Starts(NamedTuple):
    """What a word can start: topics it stands for by itself, and phrases by their second word ("" for any)."""

    topics: tuple[str, ...]
    phrases: dict[str, tuple[_Phrase, ...]]


_ANY: Final = ""
_MOST_WORDS: Final = 50_000


class Phrasebook:
    """The phrases of all topics in one language."""

    def __init__(self, language: str) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        self._words: dict[str, list[str]] = {}
        self._sequences: dict[str, list[tuple[str, str]]] = {}  # by their first two characters
        self._starts: dict[str, _Starts | None] = {}
        for topic, by_language in lexicon().topics.items():
            for phrase in self._phrases(topic, by_language, language):
                self._add(topic, phrase)

    @staticmethod
    def _phrases(topic: str, by_language: dict[str, tuple[str, ...]], language: str) -> Iterable[str]:
        if topic not in _SHARED_TOPICS:
            return by_language.get(language, ())
        return dict.fromkeys(phrase for phrases in by_language.values() for phrase in phrases)

    def _add(self, topic: str, phrase: str) -> None:
        if _CJK.search(phrase):
            self._sequences.setdefault(phrase[:_OPENING], []).append((topic, phrase))
            return
        first, *rest = phrase.split()
        stem = first[:-1] if first.endswith("*") and first != "*" else ""
        found = _Phrase(topic, stem, first if first.isupper() else "", tuple(rest))
        if len(stem) >= _STEM_LENGTH:
            self._stems.setdefault(first[:_STEM_LENGTH], []).append(found)
        elif found.capitals or rest or stem:
            self._exact.setdefault(fold(first.rstrip("*")), []).append(found)
        else:
            self._words.setdefault(first, []).append(topic)

    def find(self, text: str, words: list[Token]) -> list[Hit]:
        """Every phrase in the text, in no particular order; a topic may be found twice in one place."""
        found: list[Hit] = []
        if _CJK.search(text):
            for opening in sorted(self._sequences.keys() & _openings(text)):
                for topic, sequence in self._sequences[opening]:
                    found += _occurrences(text, topic, sequence)
        known, last = self._starts, len(words) - 1
        for i, (_raw, word, start, end) in enumerate(words):
            starts = known[word] if word in known else self._learn(word)
            if starts is None:
                continue
            if starts.topics:
                found += [Hit(topic, start, end) for topic in starts.topics]
            if starts.phrases:
                found += _started(starts, words, i, words[i + 1].word if i < last else _ANY)
        return found

    def _learn(self, word: str) -> _Starts | None:
        """What a word can start, worked out once and kept for the many times it comes again."""
        phrases = [*self._exact.get(word, ())]
        phrases += [one for one in self._stems.get(word[:_STEM_LENGTH], ()) if word.startswith(one.stem)]
        by_second: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            by_second.setdefault(_second(phrase), []).append(phrase)
        topics = tuple(self._words.get(word, ()))
        starts = _Starts(topics, {key: tuple(group) for key, group in by_second.items()}) if topics or phrases else None
        if len(self._starts) < _MOST_WORDS:
            self._starts[word] = starts
        return starts


def _second(phrase: _Phrase) -> str:
    """The second word of a phrase where it is told exactly, else _ANY."""
    second = phrase.rest[0] if phrase.rest else _ANY
    return _ANY if "*" in second or second.isupper() else second


def _started(starts: _Starts, words: list[Token], i: int, following: str) -> Iterator[Hit]:
    """The phrases that the word at `i` does start."""
    token = words[i]
    candidates = starts.phrases.get(_ANY, ())
    if following in starts.phrases and following:
        candidates += starts.phrases[following]
    for phrase in candidates:
        if (not phrase.capitals or token.raw == phrase.capitals) and _follows(phrase.rest, words, i):
            yield Hit(phrase.topic, token.start, words[i + len(phrase.rest)].end)


def _openings(text: str) -> set[str]:
    """What a sequence in the text can begin with: every character, and every two in a row."""
    return {*text, *(text[i : i + _OPENING] for i in range(len(text) - 1))}


def _occurrences(text: str, topic: str, sequence: str) -> Iterable[Hit]:
    at = text.find(sequence)
    while at != -1:
        yield Hit(topic, at, at + len(sequence))
        at = text.find(sequence, at + len(sequence))


def _follows(rest: tuple[str, ...], words: list[Token], at: int) -> bool:
    """Whether the words after the one at `at` are those of a phrase."""
    if not rest:
        return True
    if at + len(rest) >= len(words):
        return False
    return all(_word_matches(pattern, words[i]) for i, pattern in enumerate(rest, start=at + 1))


def _word_matches(pattern: str, token: Token) -> bool:
    """ "*" is any word, "stem*" any ending; a pattern in capitals asks for capitals."""
    if pattern in (token.word, "*"):
        return True
    if pattern[-1] == "*":
        return token.word.startswith(pattern[:-1])
    return pattern.isupper() and token.raw == pattern


@lru_cache(maxsize=16)
def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of a language; English for one that has none."""
    return Phrasebook(language if language in lexicon().zones else "en")
