"""Learn which of the firms named are on the other side of the deal: `make train` writes the weights of partners.

Logistic regression with an L2 penalty. A firm is right where an accepted label has its name. Those that a
label calls optional (a bank, a customer of old) are left out, but for firms that are named for their products only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tracker.extraction.learnt import judge
from tracker.extraction.partners import Partner, candidates
from tracker.extraction.reading import setting_of
from tracker.extraction.scene import Scene, first_look, look
from tracker.lib.text import same_words
from training.items import BY_RULES, Floats, article_of, book, rows
from training.regression import fit, matrix, vocabulary

PENALTY, LEAST_ITEMS = 3.0, 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """A firm named in an item: its traits, and whether it is on the other side."""

    traits: dict[str, float]
    is_partner: bool


def labelled(path: Path, *, rules_know_it: bool) -> Iterator[Labelled]:
    """The firms of the labelled items of a file. Raises OSError where it is gone."""
    for row in rows(path):
        if not row["relevant"] or "counterparties" not in row.get("facts", ()):
            continue
        article = article_of(row)
        scene = look(article, book(), first_look(article, book())[0])
        if scene.company is None:
            continue
        facts: dict[str, Any] = row["facts"]
        optional = [*facts.get("counterparties_optional", ()), *filter(None, [facts.get("guarantor")])]
        for one in candidates(scene, setting_of(scene, scene.company.key, judge(scene).kinds[0].kind)):
            printed = _printed(scene, one)
            is_partner = _is_one_of(printed, facts["counterparties"])
            known = {k: v for k, v in one.traits.items() if not (rules_know_it and k.startswith(BY_RULES))}
            is_optional = not is_partner and _is_one_of(printed, optional)
            if not is_optional or "product" in one.traits:
                yield Labelled(known, is_partner)


def _printed(scene: Scene, one: Partner) -> set[str]:
    """A firm as its mentions have it."""
    texts = {passage.where: passage.text for passage in scene.passages}
    return {same_words(texts[m.where][m.start : m.end]) for m in one.mentions}


def _is_one_of(printed: set[str], names: Iterable[str]) -> bool:
    """Whether one name is, or is a part in whole words of, another."""
    padded = [f" {same_words(name)} " for name in names]
    return any(f" {one} " in name or name in f" {one} " for one in printed for name in padded if one)


def learn(known: Iterable[Path], others: Iterable[Path]) -> tuple[list[str], list[str], Floats]:
    """Classes, traits and weights; the rules were written with the known files."""
    found = [one for path in known for one in labelled(path, rules_know_it=True)]
    found += [one for path in others for one in labelled(path, rules_know_it=False)]
    names = vocabulary((one.traits for one in found), LEAST_ITEMS)
    accepted = np.array([[float(one.is_partner), float(not one.is_partner)] for one in found])
    both = fit(matrix([one.traits for one in found], names), accepted, np.ones(len(found)), PENALTY)
    return ["partner"], names, both[:, :1] - both[:, 1:]
