"""The labelled items that weights are learnt of, and what is written of what was learnt."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.extraction.aliases import AliasBook
from tracker.extraction.answers import parse_line
from tracker.extraction.bundled import bundled_book
from tracker.extraction.learnt import HERE as WEIGHTS
from tracker.extraction.scene import Article

ROOT = Path(__file__).parents[1]
ITEMS = ROOT / "training" / "items.jsonl"
# Articles that the rules were written with: what the rules say of them is better than it will be of others.
READ_BEFORE = (ROOT / "tests" / "eval" / "articles_dev.jsonl", ROOT / "tests" / "eval" / "held_out.jsonl")
BY_RULES = ("rule:", "first:", "rule ")
SMALLEST_WEIGHT = 0.01
_ASKED = ("id", "url", "outlet", "published", "headline", "text")
Floats = NDArray[np.float64]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file as objects. Raises OSError where it is gone, ValueError for a malformed line."""
    for line in path.read_bytes().splitlines():
        if line.strip():
            yield json.loads(line)


def article_of(row: dict[str, Any]) -> Article:
    """An item as the command `extract` takes it. Raises BadLine for a malformed one."""
    return parse_line(json.dumps({name: row.get(name, "") for name in _ASKED}).encode()).article


def book() -> AliasBook:
    """The names that items are read with: those of the bundled record."""
    return bundled_book()


def learnt_from(*paths: Path) -> dict[str, Any]:
    """Which files weights are of: how many lines, and the digest of their bytes."""
    content = [path.read_bytes() for path in paths]
    lines = sum(1 for one in content for line in one.splitlines() if line.strip())
    return {"items": lines, "sha256": hashlib.sha256(b"".join(content)).hexdigest()}


def write(
    name: str, learnt: tuple[list[str], list[str], Floats], source: dict[str, Any], *, smallest: float = SMALLEST_WEIGHT
) -> None:
    """Classes, traits and weights as JSON, a trait a line; weights below the smallest say next to nothing."""
    classes, names, weights = learnt
    lines = []
    for trait, row in zip(names, weights, strict=True):
        said = [[at, round(float(weight), 2)] for at, weight in enumerate(row) if abs(weight) >= smallest]
        if said:
            lines.append(f"{json.dumps(trait, ensure_ascii=False)}: {json.dumps(said, separators=(',', ':'))}")
    head = json.dumps({"learnt_from": source, "classes": classes}, ensure_ascii=False)[:-1]
    body = ", ".join((head, '"weights": {\n')) + ",\n".join(lines) + "\n}}\n"
    (WEIGHTS / f"{name}.json").write_text(body, encoding="utf-8")
