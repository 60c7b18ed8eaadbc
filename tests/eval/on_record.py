"""Score the reader on the bundled record: title and summary of every announcement, against what the record says of it.

The record was not written for the reader, so it tells how well the rules do on wording they were not made for. What a
text does not state (a figure that is only in the label, a party that is not named) is left out. `--misses` lists each.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tracker.extraction.bundled import DATA, bundled_book
from tracker.extraction.reading import Reading, read
from tracker.extraction.scene import Article
from tracker.lib.text import same_words

# One event is filed under either of these by careful people.
EITHER = (
    {"lease", "hosting"}, {"hosting", "gpu_cloud"}, {"merger_acquisition", "termination"}, {"financing", "partnership"},
    {"site_acquisition", "power_agreement"}, {"construction", "conversion"}, {"construction", "energization"},
    {"merger_acquisition", "site_acquisition"}, {"divestiture", "merger_acquisition"},
)  # fmt: skip
_LAST_TUNED = "RIOT"
Row = tuple[str, str, object, object, int, int, int]


def records() -> list[dict[str, Any]]:
    """The announcements of the record."""
    rows: list[dict[str, Any]] = yaml.safe_load((Path(DATA) / "announcements.yaml").read_text(encoding="utf-8"))
    return rows


def reading_of(row: dict[str, Any]) -> Reading:
    """Its title and summary, read as an article of its day."""
    at = datetime.fromisoformat(row["announced_on"]).replace(hour=12, tzinfo=UTC)
    return read(Article("", "", at, row["title"], row["summary"]), bundled_book())


def in_half(company: str, half: str) -> bool:
    """`--tuned` leaves only companies up to _LAST_TUNED, whose misses were looked at; `--held-out` the others."""
    return not (half == "--tuned" and company > _LAST_TUNED) and not (half == "--held-out" and company <= _LAST_TUNED)


def compare(row: dict[str, Any]) -> Iterator[Row]:
    """Field by field: wanted, got, and whether right, too much or missing."""
    got, key, text = reading_of(row), row["key"], f"{row['title']} {row['summary']}"
    yield _one(key, "company", row["company"], got.company)
    allowed = {row["kind"]}.union(*(pair for pair in EITHER if row["kind"] in pair))
    yield (key, "kind", row["kind"], got.kind, int(got.kind in allowed), 0, int(got.kind not in allowed))
    if row["scope"] == "ai_hpc":
        yield (key, "relevant", True, got.relevant, int(got.relevant), 0, int(not got.relevant))
    yield from _figures(row, got, text)
    parties = (*got.parties.counterparties, got.parties.guarantor) if got.parties else ()
    # The record names tracked companies on the other side elsewhere, in also_companies.
    parties = tuple(name for name in parties if name not in got.companies)
    guarantor = (row.get("guarantor") or {}).get("counterparty", "")
    wanted = [name for name in (*row.get("counterparties", ()), guarantor) if name and _names(name, text)]
    yield _many(key, "counterparties", wanted, [name for name in parties if name])
    sites = [site for site in row.get("sites", ()) if _names(site.rpartition("-")[0] or site, text)]
    yield _many(key, "sites", sites, got.parties.sites if got.parties else ())
    moved = [same_words(person["person"]) for person in row.get("executives", ())]
    stated = [name for name in moved if name in same_words(text)]
    yield _many(key, "people", stated, [same_words(one.name) for one in got.people if one.action])


def _figures(row: dict[str, Any], got: Reading, text: str) -> Iterator[Row]:
    is_about_people = row["kind"] in ("executive_hire", "executive_departure")
    value = got.value.amount if got.value and got.value.currency == "USD" else None
    rows = (
        ("capacity_mw", (row.get("capacity") or {}).get("mw"), got.capacity.mw if got.capacity else None),
        ("value_usd", (row.get("value") or {}).get("usd"), value),
        ("term_years", row.get("term_years"), got.term.years if got.term else None),
    )
    for name, wanted, found in rows:
        if wanted is None or not _states(wanted, text):
            continue
        right = found is not None and abs(float(found) - wanted) <= 0.03 * wanted and not is_about_people
        yield (row["key"], name, wanted, found, int(right), int(found is not None and not right), int(not right))


def _states(figure: float, text: str) -> bool:
    """Whether the digits of a figure stand in the text: 5,000,000,000 as "5", 1.53 GW as "1.53"."""
    digits = f"{figure:.3g}".partition("e")[0].replace(".", "").rstrip("0") or "0"
    plain = [re.sub(r"[.,]", "", number).rstrip("0") for number in re.findall(r"\d[\d.,]*", text)]
    return digits in plain


def _names(key: str, text: str) -> bool:
    first = same_words(key).split()[0]
    return first in same_words(text).split()


def _one(key: str, field: str, wanted: str, got: str) -> Row:
    return key, field, wanted, got, int(wanted == got), int(bool(got) and wanted != got), int(wanted != got)


def _many(key: str, field: str, wanted: list[str], got: Any) -> Row:
    ours, theirs = set(wanted), set(got)
    return key, field, sorted(ours), sorted(theirs), len(ours & theirs), len(theirs - ours), len(ours - theirs)


def _fields(argv: list[str]) -> list[str]:
    return [word for word in argv[1:] if not word.startswith("--")]


@lru_cache(maxsize=4)
def _rows(half: str) -> tuple[Row, ...]:
    return tuple(row for record in records() if in_half(record["company"], half) for row in compare(record))


def score(argv: list[str]) -> dict[str, dict[str, float]]:
    """Right, extra, missing and F1 by field."""
    tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _key, field, _wanted, _got, *counts in _rows(_half(argv)):
        tallies[field] = [a + b for a, b in zip(tallies[field], counts, strict=True)]
    table = {}
    for field, (right, extra, missing) in tallies.items():
        f1 = round(2 * right / max(1, 2 * right + extra + missing), 3)
        table[field] = {"f1": f1, "right": right, "extra": extra, "missing": missing}
    return table


def _half(argv: list[str]) -> str:
    return next((word for word in argv if word in ("--tuned", "--held-out")), "")


def main(argv: list[str]) -> None:
    """Print the table as one JSON object; with `--misses [FIELD ...]` each miss on standard error."""
    for key, field, wanted, got, _right, extra, missing in _rows(_half(argv)) if "--misses" in argv else ():
        if (extra or missing) and (field in argv or not _fields(argv)):
            print(key, field, wanted, got, sep="\t", file=sys.stderr)  # noqa: T201
    print(json.dumps(score(argv), indent=1))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv)
