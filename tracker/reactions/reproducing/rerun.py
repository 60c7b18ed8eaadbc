"""Computes the study of a folder again and holds it against the published results: `python reproduce.py`."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from tracker.reactions.reproducing.results import TOLERANCE, differences, results
from tracker.reactions.reproducing.tables import EVENTS, RETURNS, events_from, panel_from, spec_from

STUDY: Final = "study.json"
RESULTS: Final = "results.json"
SUMS: Final = "SHA256SUMS"
MOST_SHOWN: Final = 20


class NotReproducible(Exception):
    """The folder lacks something or was changed; the message says what to do."""


def rerun(folder: Path, out: TextIO = sys.stdout) -> int:
    """Check the files, compute, print the table and compare: 0 where everything agrees, else 1."""
    try:
        check_sums(folder)
        study = json.loads(_read(folder, STUDY))
        kept = json.loads(_read(folder, RESULTS))
        files = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
        panel = panel_from(files, study["factors"])
        found = results(panel, events_from(files[EVENTS]), spec_from(study["spec"]))
    except NotReproducible as error:
        print(error, file=out)
        return 1
    for line in table(found):
        print(line, file=out)
    return _compare(kept, found, out)


def _compare(kept: Any, found: Any, out: TextIO) -> int:
    differing = list(differences(kept, found))
    for line in differing[:MOST_SHOWN]:
        print(line, file=out)
    if differing:
        print(f"{len(differing)} values differ from the published ones by more than {TOLERANCE:g}.", file=out)
        return 1
    print(f"Every value agrees with the published one to {TOLERANCE:g}.", file=out)
    return 0


def check_sums(folder: Path) -> None:
    """Raises NotReproducible for a file that is missing or is not the one that was published."""
    for line in _read(folder, SUMS).splitlines():
        expected, name = line.split("  ", 1)
        path = folder / name
        if not path.is_file():
            raise NotReproducible(_missing(name, expected))
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise NotReproducible(f"{name} is not the file that was published. Unpack the ZIP again.")


def _missing(name: str, expected: str) -> str:
    if name == RETURNS:
        return (
            f"{RETURNS} is not part of this file: whoever runs the site may not hand prices on. Put your own beside"
            f" this script: a column date, then one column of simple daily returns a security. The published one has"
            f" the SHA-256 {expected}; the line of it in {SUMS} must go if yours differs."
        )
    return f"{name} is missing. Unpack the whole ZIP into one folder."


def _read(folder: Path, name: str) -> str:
    path = folder / name
    if not path.is_file():
        raise NotReproducible(f"{name} is missing. Unpack the whole ZIP into one folder.")
    return path.read_text(encoding="utf-8")


def table(found: Any) -> Iterator[str]:
    """The groups over the windows, a line each: N, mean, median, and the headline test with its p."""
    yield f"{'group':<28} {'window':>8} {'N':>5} {'CAAR':>9} {'median':>9}  test         p"
    for row in found["aggregates"]:
        for window, cell in row["windows"].items():
            figures = f"{cell['n']:>5} {_pct(cell['caar']):>9} {_pct(cell['median']):>9}"
            test = f"{cell['headline_test']:<11} {_p(cell['headline_p'])}"
            yield f"{row['label']:<28} {'[' + window + ']':>8} {figures}  {test}"


def _pct(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:+.2f} %"


def _p(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
