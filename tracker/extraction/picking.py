"""Choosing, of the figures that a piece has, the one that the event is about: by learnt weights on what stands around.

Each figure is a candidate with traits: the words before and after it, phrases of the tables near it, where it stands,
how it compares with the others, and what the rules make of it. Weights are learnt of labelled items (training/). Pure.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Generic, Protocol, TypeVar

from tracker.extraction.learnt import weights
from tracker.extraction.rules import figures
from tracker.extraction.rules.figures import Capacity, Term, Value
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.scene import Scene, Word
from tracker.extraction.traits import words_of, zones_of
from tracker.lib.money import Money
from tracker.lib.quantities import Figure

_NEAR_WORDS, _STEM = 4, 4
_BEFORE, _AFTER = 40, 30
_DENSE_BEFORE, _DENSE_AFTER = 10, 8
_UNSPACED = frozenset({"ja", "zh"})
_MOST_SCORE, _LEAST_SCORE = 5.0, -3.0
_SAME = 0.02
# What the rules say counts a little beyond what was learnt of them: they know texts that are shorter than any item.
_RULES_SAY, _LEAST_SAY, _MOST_SAY = 0.6, -2.0, 3.0
_MOST_ORDER, _MOST_FIGURES, _MOST_SENTENCES = 4, 5, 5
_TOPICS = (
    "option", "at_most", "total", "pipeline", "additive", "background", "of_others", "critical_it", "gross", "deal",
    "guarantee", "base", "not_value", "value_anyway", "holding", "risen", "not_term", "term_cue", "to_come", "ahead",
    "speech", "shares", "former", "production", "mining", "price_story", "apart", "object:securities", "object:money",
    "object:ground", "object:gpus", "object:site", "object:megawatts",
)  # fmt: skip
_SIZES_MW = ((1, "tiny"), (20, "small"), (250, "mid"), (900, "big"))
_SIZES_YEARS = ((1, "short"), (5, "1 to 4"), (10, "5 to 9"))


class Span(Protocol):
    """Anything that stands somewhere in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


OneFigure = TypeVar("OneFigure", Figure, Money)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[OneFigure]):
    """A figure of a piece, what the rules make of it, and its traits with their strengths."""

    passage: Passage
    figure: OneFigure
    rule_score: float
    traits: Mapping[str, float]


def pick(model: str, candidates: Iterable[Candidate[OneFigure]]) -> Candidate[OneFigure] | None:
    """The likeliest candidate; None where none is likelier than that the piece says nothing."""
    learnt = weights(model)
    scored = [(learnt.scores(one.traits)[0] + _RULES_SAY * _say(one.rule_score), one) for one in candidates]
    best = max(scored, key=lambda row: row[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _say(rule_score: float) -> float:
    return max(_LEAST_SAY, min(_MOST_SAY, rule_score))


def capacity(scene: Scene, kind: str) -> Capacity | None:
    """The capacity of the event in MW; options, totals, pipelines and other deals are not it."""
    best = pick("capacity", capacities(scene, kind))
    return figures.as_capacity(best.passage, best.figure) if best else None


def value(scene: Scene, kind: str) -> Value | None:
    """The amount that the event is about: one in dollars where the piece has it in them, too."""
    found = values(scene, kind)
    in_dollars = [one for one in found if one.figure.currency == "USD"]
    best = pick("value", in_dollars) or pick("value", found)
    return figures.as_value(best.passage, best.figure, kind) if best else None


def term(scene: Scene, kind: str) -> Term | None:
    """The base term of the contract."""
    best = pick("term", terms(scene, kind))
    return figures.as_term(best.passage, best.figure) if best else None


def capacities(scene: Scene, kind: str) -> list[Candidate[Figure]]:
    """Every figure of power with its traits."""

    def own(_passage: Passage, power: Figure) -> Iterator[str]:
        yield f"size:{_size(float(power.value), _SIZES_MW)}"

    return _candidates(
        scene,
        kind,
        _Sort(lambda p: p.powers, figures.capacity_score, lambda f: float(f.value), figures.can_be_capacity, own),
    )


def values(scene: Scene, kind: str) -> list[Candidate[Money]]:
    """Every amount of money with its traits."""

    def own(passage: Passage, money: Money) -> Iterator[str]:
        if figures.is_with_options(passage, money):
            yield "with options"
        yield f"size:{int(log10(float(money.amount) + 1))}"
        if not money.multiplied:
            yield "plain"

    def score(passage: Passage, money: Money) -> float:
        return figures.value_score(passage, money, kind)

    return _candidates(
        scene, kind, _Sort(lambda p: p.money, score, lambda m: float(m.amount), figures.can_be_value, own)
    )


def terms(scene: Scene, kind: str) -> list[Candidate[Figure]]:
    """Every span of years with its traits."""

    def own(_passage: Passage, years: Figure) -> Iterator[str]:
        yield f"size:{_size(float(years.value), _SIZES_YEARS)}"

    return _candidates(
        scene, kind, _Sort(lambda p: p.terms, figures.term_score, lambda f: float(f.value), lambda _p, _f: True, own)
    )


def _size(value: float, steps: tuple[tuple[int, str], ...]) -> str:
    return next((name for below, name in steps if value < below), "largest")


@dataclass(frozen=True, slots=True)
class _Sort(Generic[OneFigure]):
    """A sort of figures: where a passage has them, what the rules make of one, its size, and traits of its own."""

    of: Callable[[Passage], list[OneFigure]]
    score: Callable[[Passage, OneFigure], float]
    size: Callable[[OneFigure], float]
    can_be: Callable[[Passage, OneFigure], bool]
    own: Callable[[Passage, OneFigure], Iterator[str]]


def _candidates(scene: Scene, kind: str, sort: _Sort[OneFigure]) -> list[Candidate[OneFigure]]:
    found = [
        (passage, figure) for passage in scene.passages for figure in sort.of(passage) if sort.can_be(passage, figure)
    ]
    if not found:
        return []
    scores = [sort.score(passage, figure) for passage, figure in found]
    sizes = [sort.size(figure) for _passage, figure in found]
    words = {passage.where: words_of(passage, scene) for passage in scene.passages if sort.of(passage)}
    zones = {passage.where: zones_of(passage) for passage in scene.passages}
    order: list[tuple[str, ...]] = _order(found)
    candidates: list[Candidate[OneFigure]] = []
    for at, (passage, figure) in enumerate(found):
        zone = zones[passage.where](figure.start)
        traits = {"rule score": max(_LEAST_SCORE, min(_MOST_SCORE, scores[at])) / 2}
        names = ["always", f"zone:{zone}", f"kind:{kind}", f"kind:{kind} {zone}"]
        names += order[at]
        names += _compared(at, sizes, scores)
        names += _of_headline(at, found, sizes)
        names += around(passage, figure, words[passage.where])
        names += near(passage, figure)
        names += sort.own(passage, figure)
        traits.update(dict.fromkeys(names, 1.0))
        candidates.append(Candidate(passage, figure, scores[at], traits))
    return candidates


def _order(found: Sequence[tuple[Passage, Span]]) -> list[tuple[str, ...]]:
    """Which of the text's figures each is, and in which sentence; nothing for those of the headline."""
    order: list[tuple[str, ...]] = []
    in_text = 0
    for passage, figure in found:
        if passage.where == HEADLINE:
            order.append(())
            continue
        in_text += 1
        sentence = min(passage.sentence_index(figure.start), _MOST_SENTENCES)
        order.append((f"order:{min(in_text, _MOST_ORDER)}", f"sentence:{sentence}"))
    return order


def _of_headline(at: int, found: Sequence[tuple[Passage, Span]], sizes: list[float]) -> Iterator[str]:
    """Whether a figure of the headline is told again, or one of the text is that of the headline."""
    in_headline = [size for (passage, _figure), size in zip(found, sizes, strict=True) if passage.where == HEADLINE]
    in_text = [size for (passage, _figure), size in zip(found, sizes, strict=True) if passage.where != HEADLINE]
    if found[at][0].where == HEADLINE:
        yield "headline and text" if _has(in_text, sizes[at]) else "headline only"
        yield f"of headline:{min(len(in_headline), 2)}"
    elif in_headline:
        yield "text and headline" if _has(in_headline, sizes[at]) else "text against headline"


def _has(sizes: list[float], size: float) -> bool:
    return any(abs(one - size) <= _SAME * size for one in sizes)


def _compared(at: int, sizes: list[float], scores: list[float]) -> Iterator[str]:
    """How a figure stands among the others."""
    yield f"of:{min(len(sizes), _MOST_FIGURES)}"
    if scores[at] == max(scores):
        yield "rule best"
    if scores[at] > 0:
        yield "rule positive"
    if sum(abs(size - sizes[at]) <= _SAME * sizes[at] for size in sizes) > 1:
        yield "told twice"
    if len(set(sizes)) > 1 and sizes[at] in (max(sizes), min(sizes)):
        yield "largest" if sizes[at] == max(sizes) else "smallest"


def around(passage: Passage, figure: Span, words: list[Word]) -> Iterator[str]:
    """The words before and after a figure within its sentence."""
    first, last = passage.sentence(figure.start)
    at, behind = bisect_left(words, (figure.start,)), bisect_left(words, (figure.end,))
    before = [w.word for w in words[max(0, at - _NEAR_WORDS) : at] if first <= w.start]
    after = [w.word for w in words[behind : behind + _NEAR_WORDS] if w.end <= last + 1]
    for side, near in (("b", before), ("a", after)):
        for word in near:
            yield f"{side}|{word}"
            if len(word) > _STEM and word.isalpha():
                yield f"{side}|{word[:_STEM]}*"
    if before:
        yield f"b1|{before[-1]}"
        yield f"b2|{' '.join(before[-2:])}"
    if after:
        yield f"a1|{after[0]}"
        yield f"a2|{' '.join(after[:2])}"
    if passage.language in _UNSPACED:
        yield from _around_unspaced(passage, figure)


def _around_unspaced(passage: Passage, figure: Span) -> Iterator[str]:
    """The pairs of characters before and after a figure."""
    before = passage.text[max(0, figure.start - _DENSE_BEFORE) : figure.start]
    after = passage.text[figure.end : figure.end + _DENSE_AFTER]
    for side, near in (("b", before), ("a", after)):
        yield from (f"{side}|{near[at : at + 2]}" for at in range(len(near) - 1))
    yield f"b1|{before[-2:]}"
    yield f"a1|{after[:2]}"


def near(passage: Passage, figure: Span) -> Iterator[str]:
    """Phrases of the tables before, after and in the sentence of a figure."""
    start, end = figure.start, figure.end
    for topic, hits in passage.told_in_sentence(start, _TOPICS):
        yield f"sentence#{topic}"
        if any(hit.start < start and hit.end > start - _BEFORE for hit in hits):
            yield f"before#{topic}"
        if any(hit.end > end and hit.start < end + _AFTER for hit in hits):
            yield f"after#{topic}"
