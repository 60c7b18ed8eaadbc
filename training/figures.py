"""Learn which figure of a piece the event is about: `make train` writes the weights of capacity, value and term.

Conditional logistic regression (McFadden 1974) over the figures of a piece and the choice of none, whose score is 0;
with an L2 penalty, fitted by L-BFGS. A figure is right where it is within the tolerance of an accepted label.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from tracker.extraction.learnt import judge
from tracker.extraction.picking import Candidate, capacities, terms, values
from tracker.extraction.scene import Scene, first_look, look
from tracker.lib.money import Money
from tracker.lib.quantities import Figure
from training.items import BY_RULES, Floats, article_of, book, rows

PENALTY, LEAST_ITEMS = 1.0, 3
# Field of the labels, relative tolerance of a right answer, and the figures that are looked at.
SORTS: dict[str, tuple[str, float, Callable[[Scene, str], list[Candidate[Any]]]]] = {
    "capacity": ("capacity_mw", 0.01, capacities),
    "value": ("contract_value_usd", 0.02, values),
    "term": ("term_years", 0.01, terms),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The figures of one piece: traits of each, which are right, and whether silence is."""

    figures: tuple[dict[str, float], ...]
    right: tuple[bool, ...]
    none_is_right: bool


def choices(path: Path, sort: str, *, rules_know_it: bool) -> Iterator[Choice]:
    """The choices that the labelled items of a file leave. Raises OSError where it is gone."""
    field, tolerance, figures_of = SORTS[sort]
    for row in rows(path):
        if not row["relevant"] or "facts" not in row:
            continue
        article = article_of(row)
        scene = look(article, book(), first_look(article, book())[0])
        if scene.company is None:
            continue
        accepted = row["facts"].get(f"{field}_acceptable", [row["facts"].get(field)])
        found = [one for one in figures_of(scene, judge(scene).kinds[0].kind) if _is_labelled(one.figure)]
        right = tuple(_is_right(one.figure, accepted, tolerance) for one in found)
        known = tuple(
            {name: said for name, said in one.traits.items() if not (rules_know_it and name.startswith(BY_RULES))}
            for one in found
        )
        yield Choice(known, right, None in accepted or not any(right))


def _is_labelled(figure: Figure | Money) -> bool:
    """Whether a label could name it: amounts are labelled in US dollars only."""
    return not isinstance(figure, Money) or figure.currency == "USD"


def _is_right(figure: Figure | Money, accepted: Iterable[float | None], tolerance: float) -> bool:
    size = float(figure.amount if isinstance(figure, Money) else figure.value)
    return any(one is not None and abs(size - one) <= tolerance * max(abs(one), 1e-9) for one in accepted)


def fit(found: list[Choice]) -> tuple[list[str], Floats]:
    """Traits and their weights: how much each speaks for a figure."""
    counts = Counter(name for choice in found for figure in choice.figures for name in figure)
    names = sorted(name for name, count in counts.items() if count >= LEAST_ITEMS)
    design, group, right = _design(found, {name: at for at, name in enumerate(names)})

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = np.exp(np.clip(design @ weights, -40, 40))
        share = odds / np.bincount(group, odds, len(found))[group]
        likely = np.bincount(group, share * right, len(found)) + 1e-12
        slope = design.T @ (share - share * right / likely[group]) + PENALTY * weights
        return float(-np.log(likely).sum() + PENALTY * (weights**2).sum() / 2), np.asarray(slope)

    start = np.zeros(len(names))
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return names, cast("Floats", result.x)


def _design(found: list[Choice], column: dict[str, int]) -> tuple[csr_matrix, Any, Floats]:
    """Figures by traits, with a row without traits for silence in each piece; the piece and rightness of each row."""
    cells: list[tuple[int, int, float]] = []
    group: list[int] = []
    right: list[float] = []
    for piece, choice in enumerate(found):
        for figure, is_right in zip(choice.figures, choice.right, strict=True):
            cells += [(len(group), column[name], said) for name, said in figure.items() if name in column]
            group.append(piece)
            right.append(float(is_right))
        group.append(piece)
        right.append(float(choice.none_is_right))
    at_row, at_column, strengths = zip(*cells, strict=True)
    design = csr_matrix((strengths, (at_row, at_column)), shape=(len(group), len(column)))
    return design, np.array(group), np.array(right)


def learn(sort: str, known: Iterable[Path], others: Iterable[Path]) -> tuple[list[str], list[str], Floats]:
    """Classes, traits and weights for one sort of figure; the rules were written with the known files."""
    found = [choice for path in known for choice in choices(path, sort, rules_know_it=True)]
    found += [choice for path in others for choice in choices(path, sort, rules_know_it=False)]
    names, weights = fit(found)
    return [sort], names, weights[:, None]
