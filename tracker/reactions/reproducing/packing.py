"""Puts a study into a ZIP. The same bundle gives the same bytes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import tracker
from tracker.reactions.event_study import Event, Panel, Spec
from tracker.reactions.reproducing.rerun import RESULTS, STUDY, SUMS
from tracker.reactions.reproducing.results import results
from tracker.reactions.reproducing.tables import EVENTS, RETURNS, events_table, panel_tables, spec_fields

ROOT: Final = Path(tracker.__file__).parent
# What the script needs of the program: the method and what reads the files; neither knows Django or a database.
PACKAGES: Final = ("reactions/event_study", "reactions/reproducing")
NEEDED: Final = ("numpy", "scipy")
FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can hold: every file has the same
SCRIPT: Final = '''"""Computes this study again: python reproduce.py"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from tracker.reactions.reproducing.rerun import rerun

sys.exit(rerun(Path(__file__).parent))
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A study to hand on. `about` says which (address, filters, model, method version, price vintage).

    `notes`: title and address of each event by its id. `prices`: each security's stored bars as CSV by key.
    `with_returns`: whether returns and prices may be handed on; without them their checksums still stand in the file.
    """

    panel: Panel
    events: Sequence[Event]
    spec: Spec
    about: Mapping[str, Any]
    made_at: datetime
    notes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    prices: Mapping[str, str] = field(default_factory=dict)
    with_returns: bool = True


def pack(bundle: Bundle) -> bytes:
    """The bytes of the ZIP."""
    files = _files(bundle)
    sums = "".join(f"{_sum(text)}  {name}\n" for name, text in sorted(files.items()))
    if not bundle.with_returns:
        del files[RETURNS]
    return _zipped({**files, SUMS: sums})


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _files(bundle: Bundle) -> dict[str, str]:
    found = results(bundle.panel, bundle.events, bundle.spec)
    study = {
        **bundle.about,
        "made_at": bundle.made_at.isoformat(),
        "factors": list(bundle.panel.factor_names),
        "spec": spec_fields(bundle.spec),
        "prices_sha256": {key: _sum(text) for key, text in bundle.prices.items()},
    }
    prices = {f"prices/{key}.csv": text for key, text in bundle.prices.items()} if bundle.with_returns else {}
    return {
        **panel_tables(bundle.panel),
        **prices,
        EVENTS: events_table(bundle.events, bundle.notes),
        STUDY: json.dumps(study, indent=1, ensure_ascii=False) + "\n",
        RESULTS: json.dumps(found, indent=1, allow_nan=False) + "\n",
        "reproduce.py": SCRIPT,
        "requirements.txt": "".join(f"{name}=={version(name)}\n" for name in NEEDED),
        "README.txt": _readme(bundle),
        "CITATION.bib": _citation(bundle),
        **_sources(),
    }


def _sources() -> dict[str, str]:
    """The method as this program runs it, under the names by which it is imported."""
    found = {"tracker/__init__.py": "", "tracker/reactions/__init__.py": ""}
    for package in PACKAGES:
        for path in sorted((ROOT / package).glob("*.py")):
            found[f"tracker/{path.relative_to(ROOT).as_posix()}"] = path.read_text(encoding="utf-8")
    return found


def _readme(bundle: Bundle) -> str:
    held_back = (
        "" if bundle.with_returns else f"\n{RETURNS} is left out here; the script says what to put in its place.\n"
    )
    return f"""{bundle.about.get("title", "An event study")}

To compute it again, with Python 3.11 or newer:

    python -m venv venv
    venv/bin/pip install -r requirements.txt
    venv/bin/python reproduce.py

It prints the table and says whether every value agrees with {RESULTS} to 1e-9.
{held_back}
{STUDY}         the sample, the model, the windows, the method's version, checksums of the prices
{EVENTS}         one line an event: security, event session, groups, sessions that are masked
{RETURNS}        simple returns between adjusted closes, sessions down, securities across; an empty cell is missing
spans.csv          how many sessions each return covers
prices/            the daily bars that the returns come from, a file a security
factors.csv        returns of the factors (factor-NAME.csv where a factor differs per security)
{RESULTS}       every figure of every event and group
tracker/           the method itself, as the site runs it
{SUMS}         checksums of all of these

Association is not cause; past reactions do not predict; this is not investment advice.
"""


def _citation(bundle: Bundle) -> str:
    title, address = bundle.about.get("title", "An event study"), bundle.about.get("address", "")
    return (
        f"@misc{{hashpivot-{bundle.made_at:%Y%m%d},\n  title = {{{title}}},\n  author = {{{{Hashpivot}}}},\n"
        f"  year = {{{bundle.made_at:%Y}}},\n  howpublished = {{\\url{{{address}}}}},\n"
        f"  note = {{Made {bundle.made_at:%Y-%m-%d}, method {bundle.about.get('method_version', '')}}}\n}}\n"
    )


def _zipped(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, FIRST_MOMENT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
