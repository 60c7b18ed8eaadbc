"""Judging by learnt weights: which kind of announcement a piece tells of, and whether it belongs on record. Pure.

A linear model: every trait of a piece adds its weight to each class, so for every judgement the words that spoke
loudest can be shown. The weights are data beside this file; training/ holds the labelled items and learns them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracker.extraction.rules.kinds import KindFound
from tracker.extraction.rules.phrases import Hit
from tracker.extraction.rules.relevance import RELEVANT_FROM
from tracker.extraction.scene import Scene
from tracker.extraction.traits import spoken, traits

HERE = Path(__file__).parent / "weights"
RELEVANT = "relevant"
_TOO_UNLIKELY, _COMES_TOO, _ABOUT_AS_LIKELY = 0.001, 0.05, 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A linear model: `classes`, the row of each trait, and how much it speaks for each class (traits by classes)."""

    classes: tuple[str, ...]
    row: Mapping[str, int]
    matrix: NDArray[np.float32]

    def scores(self, found: Mapping[str, float]) -> list[float]:
        """The sum of weights for each class, without unit; the higher the likelier."""
        row = self.row
        known = [name for name in found if name in row]
        strengths = np.array([found[name] for name in known], np.float32)
        sums: list[float] = (strengths @ self.matrix[[row[name] for name in known]]).tolist()
        return sums if known else [0.0] * len(self.classes)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Kinds by probability, likeliest first, with the words that speak for the first; the probability of relevance."""

    kinds: tuple[KindFound, ...]
    relevance: float


def judge(scene: Scene) -> Judgement:
    """Which kind a piece tells of and how surely it belongs on record, both between 0 and 1."""
    found = traits(scene)
    model = kinds_and_relevance()
    *scores, relevant = model.scores(found)
    relevance = 1 / (1 + exp(-_bounded(relevant))) if scene.company else 0.0
    shown = found if relevance >= RELEVANT_FROM else {}  # nobody looks for the words of what is not on record
    return Judgement(tuple(_kinds(scene, shown, scores)), round(relevance, 3))


def _kinds(scene: Scene, found: Mapping[str, float], scores: list[float]) -> list[KindFound]:
    model = weights("kinds")
    highest = max(scores)
    shares = [exp(score - highest) for score in scores]
    total = sum(shares)
    ranked = sorted(zip(shares, model.classes, strict=True), reverse=True)
    ranked = _hires_first(_rules_decide(ranked, scene), scene)
    first = _with_words(scene, model, found, ranked[0][1])
    return [
        KindFound(kind, share / total, first.passage, first.hit)
        for share, kind in ranked
        if share / total >= _TOO_UNLIKELY or kind == first.kind
    ]


def _rules_decide(ranked: list[tuple[float, str]], scene: Scene) -> list[tuple[float, str]]:
    """Where two kinds are about as likely, the one that the rules take it for."""
    first, second, *others = ranked
    is_close = second[0] >= _ABOUT_AS_LIKELY * first[0]
    return [second, first, *others] if is_close and scene.ranked and scene.ranked[0].kind == second[1] else ranked


def _hires_first(ranked: list[tuple[float, str]], scene: Scene) -> list[tuple[float, str]]:
    """Where somebody comes and somebody goes, the hire is the kind."""
    names = [kind for _share, kind in ranked]
    if names[0] != "executive_departure" or "executive_hire" not in names:
        return ranked
    at = names.index("executive_hire")
    comes = any(one.action == "joins" for one in scene.people)
    if not comes or ranked[at][0] < _COMES_TOO * ranked[0][0]:
        return ranked
    return [ranked[at], *ranked[:at], *ranked[at + 1 :]]


def _with_words(scene: Scene, model: Weights, found: Mapping[str, float], kind: str) -> KindFound:
    """A kind with the words that speak for it: a rule's, else the loudest trait's, else the headline."""
    rule = next((one for one in scene.ranked if one.kind == kind), None)
    if rule is not None:
        return rule
    known = [name for name in found if name in model.row]
    column = model.matrix[[model.row[name] for name in known], model.classes.index(kind)]
    said = dict(zip(known, column.tolist(), strict=True))
    told = spoken(scene, said) if said else ()
    trait = max(told, key=lambda one: one.strength * said[one.name], default=None)
    if trait is None:
        headline = scene.passages[0]
        return KindFound(kind, 0.0, headline, Hit(kind, 0, len(headline.text)))
    return KindFound(kind, 0.0, trait.passage, Hit(kind, trait.start, trait.end))


def _bounded(score: float) -> float:
    return max(-30.0, min(30.0, score))


@lru_cache(maxsize=16)
def weights(name: str) -> Weights:
    """The weights of a model by its file's name. Raises OSError or ValueError where the file is gone or malformed."""
    raw = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    matrix = np.zeros((len(raw["weights"]), len(raw["classes"])), np.float32)
    for row, said in enumerate(raw["weights"].values()):
        for at, weight in said:
            matrix[row, at] = weight
    return Weights(tuple(raw["classes"]), {trait: row for row, trait in enumerate(raw["weights"])}, matrix)


@lru_cache(maxsize=1)
def kinds_and_relevance() -> Weights:
    """Both models of a whole piece as one, relevance as the last class, so that its traits are gone through once."""
    kinds, relevance = weights("kinds"), weights("relevance")
    row = {trait: at for at, trait in enumerate(dict.fromkeys((*kinds.row, *relevance.row)))}
    matrix = np.zeros((len(row), len(kinds.classes) + 1), np.float32)
    matrix[: len(kinds.row), :-1] = kinds.matrix
    for trait, at in relevance.row.items():
        matrix[row[trait], -1] = relevance.matrix[at, 0]
    return Weights((*kinds.classes, RELEVANT), row, matrix)
