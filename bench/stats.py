"""`python -m bench.stats [WORLDS]`: how often the tests reject where there is nothing to find, one JSON object a line.

Seeded worlds of 12 firms: t₄ noise, a market factor and a BTC factor with loadings of their own, and a sector shock
that no model explains and all firms share. In each, 60 events fall on 30 sessions, so that many share one. Every test
is held to a nominal 5 %. The headline test must reject in 1 to 8 % of worlds in every declared window; the placebo, the
place of the mean among means on random sessions of the same firms, in about 5 % (2 to 8 %). The others are shown beside
them, for what they are worth under shared sessions. 1 where one of the two is out of its range.
"""

import json
import sys
from collections import defaultdict
from datetime import date, timedelta
from typing import Final

import numpy as np

from tracker.reactions.event_study import Event, Panel, Spec, fit, group, placebo

WORLDS, LEAST_WORLDS = 1_000, 300
FIRMS, SESSIONS, EVENTS, DRAWS = 12, 420, 60, 199
# Announcements of a sector come in waves: this many of its sessions hold all of them.
BUSY_SESSIONS: Final = 30
LEVEL: Final = 0.05
RANGE: Final = {"kp": (0.01, 0.08), "placebo": (0.02, 0.08)}
SHOWN: Final = ("p_cs", "patell_p", "bmp_p", "overlap_p", "corrado_cowan_p", "grank_p", "gsign_p", "wilcoxon_p")
WINDOWS: Final = ((0, 0), (0, 1), (-1, 1), (-5, 5))


def world(seed: int) -> tuple[Panel, list[Event]]:
    """Returns in which no event means anything."""
    chance = np.random.default_rng(seed)
    market, coin = 0.012 * chance.standard_t(5, SESSIONS), 0.03 * chance.standard_t(5, SESSIONS)
    sector = 0.012 * chance.standard_t(4, SESSIONS)
    loadings = chance.uniform([0.8, 0.3, 0.7], [2.0, 0.9, 1.3], (FIRMS, 3))
    own = 0.03 * chance.standard_t(4, (SESSIONS, FIRMS))
    returns = np.column_stack([market, coin, sector]) @ loadings.T + own
    days = tuple(date(2022, 1, 3) + timedelta(days=number) for number in range(SESSIONS))
    panel = Panel(
        days, tuple(f"F{number}" for number in range(FIRMS)), returns, ("MKT", "BTC"), np.column_stack([market, coin])
    )
    busy = chance.choice(np.arange(140, SESSIONS - 12), BUSY_SESSIONS, replace=False)
    cells = chance.choice(BUSY_SESSIONS * FIRMS, EVENTS, replace=False)
    events = [
        Event(f"E{number}", f"F{cell % FIRMS}", days[int(busy[cell // FIRMS])]) for number, cell in enumerate(cells)
    ]
    return panel, events


def rejections(seed: int) -> dict[tuple[str, tuple[int, int]], bool]:
    """Which tests find something in a world, by name and window."""
    panel, events = world(seed)
    spec = Spec(windows=WINDOWS)
    drawn = placebo(panel, events, spec, draws=DRAWS, seed=seed)
    found = {}
    for cell in group(fit(panel, events, spec), range(len(events))).cells:
        values = {name: getattr(cell, name) for name in SHOWN} | {"kp": cell.headline_p}
        values["placebo"] = drawn.p(cell.window, cell.caar or 0.0)
        for name, p in values.items():
            found[name, cell.window] = p is not None and p < LEVEL
    return found


def main(worlds: int) -> int:
    """Count rejections over worlds; 1 where the headline test or the placebo is out of range."""
    counts: defaultdict[tuple[str, tuple[int, int]], int] = defaultdict(int)
    for seed in range(worlds):
        for key, is_found in rejections(seed).items():
            counts[key] += is_found
    is_good = True
    for (name, window), count in sorted(counts.items()):
        share = count / worlds
        low, high = RANGE.get(name, (0.0, 1.0))
        is_good &= low <= share <= high
        row = {"name": f"stats.{name}", "window": list(window), "worlds": worlds, "rejected": round(share, 4)}
        print(json.dumps(row | {"range": RANGE.get(name), "ok": low <= share <= high}), flush=True)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(max(int(sys.argv[1]), LEAST_WORLDS) if len(sys.argv) > 1 else WORLDS))
