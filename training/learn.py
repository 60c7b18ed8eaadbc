"""Learn the reader's weights from labelled items: `make train` writes them to tracker/extraction/weights/.

Multinomial logistic regression with an L2 penalty (Böhning 1992), fitted by L-BFGS. An item may name several kinds
that careful readers would accept; what is maximised is the probability of any of them. Feeds often deliver a headline
and no more, so every item is learnt from three times: whole, with its first sentence, and by its headline alone.
Articles that are kept unlearnt (tests/eval/not_learnt.jsonl) stay out: their score says what other articles will get.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tracker.extraction.learnt import RELEVANT
from tracker.extraction.scene import first_look, look
from tracker.extraction.traits import traits
from tracker.lib.text import sentences
from training import figures, partners
from training.items import BY_RULES, ITEMS, READ_BEFORE, Floats, article_of, book, learnt_from, rows, write
from training.regression import fit, matrix, vocabulary

PENALTY, SHORTENED, LEAST_ITEMS = 1.5, 0.3, 4
# Where traits are many, small weights cost time and change nothing.
SMALLEST_OF_MANY = 0.04
# What says how likely a piece is to belong on record, and nothing of its kind.
ONLY_OF_RELEVANCE = ("rule relevan", "length:")


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled item: its traits with their strengths, the kinds accepted, whether it is relevant; what it counts."""

    traits: dict[str, float]
    kinds: frozenset[str]
    relevant: bool
    weight: float


def items(path: Path, *, rules_know_it: bool) -> Iterator[Item]:
    """The items of a file. Raises OSError where it is gone, BadLine or KeyError for a malformed line."""
    for row in rows(path):
        yield from _versions(row, rules_know_it=rules_know_it)


def _versions(row: dict[str, Any], *, rules_know_it: bool) -> Iterator[Item]:
    """An item whole, with its first sentence, and by its headline; the short ones where they still name the company."""
    article = article_of(row)
    _start, end = next(iter(sentences(article.text)), (0, 0))
    accepted = frozenset(kind for kind in (row["kind"], *(row.get("kind_acceptable") or ())) if kind)
    for text, weight in ((article.text, 1.0), (article.text[:end], SHORTENED), ("", SHORTENED)):
        version = replace(article, text=text)
        scene = look(version, book(), first_look(version, book())[0])
        if weight == SHORTENED and scene.company is None:
            continue
        found = {
            name: strength
            for name, strength in traits(scene).items()
            if not (rules_know_it and name.startswith(BY_RULES))
        }
        yield Item(found, accepted if row["relevant"] else frozenset(), row["relevant"], weight)


def learn_kinds(found: list[Item]) -> tuple[list[str], list[str], Floats]:
    """Classes, traits and weights for the kind of a relevant item."""
    told = [item for item in found if item.kinds]
    classes = sorted({kind for item in told for kind in item.kinds})
    names = [
        name
        for name in vocabulary([item.traits for item in told], LEAST_ITEMS)
        if not name.startswith(ONLY_OF_RELEVANCE)
    ]
    accepted = np.array([[float(kind in item.kinds) for kind in classes] for item in told])
    return classes, names, fit(matrix([item.traits for item in told], names), accepted, _counts(told), PENALTY)


def learn_relevance(found: list[Item]) -> tuple[list[str], list[str], Floats]:
    """The same for relevance: one class, whose weights say how much speaks for it."""
    names = vocabulary([item.traits for item in found], LEAST_ITEMS)
    accepted = np.array([[float(item.relevant), float(not item.relevant)] for item in found])
    both = fit(matrix([item.traits for item in found], names), accepted, _counts(found), PENALTY)
    return [RELEVANT], names, (both[:, :1] - both[:, 1:])


def _counts(found: list[Item]) -> Floats:
    return np.array([item.weight for item in found])


def main() -> None:
    """Learn all models from everything there is to learn from."""
    found = [item for path in READ_BEFORE for item in items(path, rules_know_it=True)]
    found += items(ITEMS, rules_know_it=False)
    source = learnt_from(*READ_BEFORE, ITEMS)
    write("kinds", learn_kinds(found), source, smallest=SMALLEST_OF_MANY)
    write("relevance", learn_relevance(found), source, smallest=SMALLEST_OF_MANY)
    for sort in figures.SORTS:  # what is chosen follows the kind, so the kinds are learnt first
        write(sort, figures.learn(sort, READ_BEFORE, (ITEMS,)), source)
    write("partners", partners.learn(READ_BEFORE, (ITEMS,)), source)
    print(f"Learnt from {source['items']} items.")


if __name__ == "__main__":
    main()
