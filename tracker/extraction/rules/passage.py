"""A headline or a body, prepared once: words, sentences, figures and phrases with where they stand."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date

from tracker.extraction.rules.phrases import Hit, Token, phrasebook, tokens
from tracker.lib.days import NamedDay, named_days
from tracker.lib.money import Money, amounts
from tracker.lib.quantities import Figure, Number, numbers, percentages, powers, terms, word_numbers
from tracker.lib.text import sentences

_LOOKED_AT_FOR_DAYS = 12_000
# Characters that a phrase of the lexicon can take up, with room for long words between its own.
_LONGEST_PHRASE = 100
HEADLINE, TEXT = "headline", "text"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something read: the field it fills, its value as text, the characters `words` it was read from, and the rule.

    `start` and `end` count characters of the headline or of the plain text, whichever `where` names.
    """

    field: str
    value: str
    start: int
    end: int
    where: str
    words: str
    rule: str


@dataclass(slots=True)
class Passage:
    """One text with everything that rules look for in it."""

    where: str
    text: str
    language: str
    words: list[Token] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    _hit_starts: dict[str, list[int]] = field(default_factory=dict)
    numbers: list[Number] = field(default_factory=list)
    powers: list[Figure] = field(default_factory=list)
    first_power: int = -1
    is_of_mining: bool = False
    percentages: list[Number] = field(default_factory=list)
    terms: list[Figure] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _days: dict[date | None, list[NamedDay]] = field(default_factory=dict)
    _told: dict[int, list[tuple[str, list[Hit]]]] = field(default_factory=dict)

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence that holds the character."""
        if not self.spans:
            return 0, len(self.text)
        return self.spans[max(0, bisect_right(self._starts, at) - 1)]

    def sentence_index(self, at: int) -> int:
        """Which sentence it is, from 0."""
        return max(0, bisect_right(self._starts, at) - 1)

    def near(self, topic: str, start: int, end: int) -> list[Hit]:
        """Phrases of a topic that overlap the characters from start to end."""
        hits = self.hits.get(topic)
        if not hits:
            return []
        starts = self._hit_starts[topic]
        first, last = bisect_left(starts, start - _LONGEST_PHRASE), bisect_left(starts, end)
        return [hit for hit in hits[first:last] if hit.end > start]

    def in_sentence(self, topic: str, at: int) -> list[Hit]:
        """Phrases of a topic in the sentence that holds the character."""
        return self.near(topic, *self.sentence(at))

    def told_in_sentence(self, at: int, topics: tuple[str, ...]) -> list[tuple[str, list[Hit]]]:
        """Those of some topics that the sentence of a character touches, each with its phrases.

        Found once a sentence: whoever asks must always ask for the same topics.
        """
        start, end = self.sentence(at)
        if start not in self._told:
            found = ((topic, self.near(topic, start, end)) for topic in topics if topic in self.hits)
            self._told[start] = [(topic, hits) for topic, hits in found if hits]
        return self._told[start]

    def days(self, published_on: date | None) -> list[NamedDay]:
        """The days named, resolved against the day of publication. Only the first part of a long text is looked at."""
        if published_on not in self._days:
            self._days[published_on] = named_days(self.text[:_LOOKED_AT_FOR_DAYS], published_on, self.language)
        return self._days[published_on]

    def count(self, topic: str) -> int:
        """How often a topic is touched."""
        return len(self.hits.get(topic, ()))

    def replace(self, topic: str, hits: list[Hit]) -> None:
        """Set the phrases of a topic to these."""
        self.hits[topic] = sorted(hits, key=_start)
        self._hit_starts[topic] = [hit.start for hit in self.hits[topic]]

    def fact(self, name: str, value: str, span: tuple[int, int], rule: str) -> Fact:
        """A fact with the words of this passage as its evidence."""
        start, end = span
        return Fact(name, value, start, end, self.where, self.text[start:end], rule)


def prepare(where: str, text: str, language: str) -> Passage:
    """Find everything there is to find. Linear in the length of the text."""
    passage = Passage(where, text, language, tokens(text), sentences(text))
    passage._starts = [start for start, _end in passage.spans]
    found = numbers(text, language)
    passage.numbers = found
    years, mw = word_numbers(text)
    passage.powers = powers(text, found) + mw
    passage.first_power = min((one.start for one in passage.powers), default=-1)
    passage.percentages = percentages(text, found)
    passage.terms = terms(text, found) + years
    passage.money = amounts(text, found)
    for hit in sorted(phrasebook(language).find(text, passage.words), key=_start):
        passage.hits.setdefault(hit.topic, []).append(hit)
        passage._hit_starts.setdefault(hit.topic, []).append(hit.start)
    return passage


def _start(hit: Hit) -> int:
    return hit.start
