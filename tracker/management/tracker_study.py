"""`manage.py event_study --tracker`: the record's own announcements as the sample, on the terminal or as JSON."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from tracker.reactions import panel, studies
from tracker.reactions.studies_json import as_json
from tracker.reactions.study_view import CellView, SampleView, StudyView

# Options by the names that the same filters have in an address.
FILTERS: Final = {
    "company": "tickers or keys, after commas",
    "kind": "kinds, after commas: lease,hosting",
    "scope": "ai_hpc, mining or corporate",
    "counterparty": "counterparties by key",
    "confidence": "high, medium or low",
    "tier": "the main source's tier",
    "min_mw": "least capacity in MW",
    "max_mw": "largest capacity in MW",
    "from": "first day, as 2025-01-31",
    "to": "last day",
    "anchor": "news: the session that could first answer; date: the calendar day's",
}
SWITCHES: Final = {
    "clean": "lead with the events that have nothing else beside them",
    "followups": "keep a firm's follow-ups within two sessions in the means",
}
# The named models of the record by what --model says; "ols" is the headline model.
MODELS: Final = {**{name: name for name in panel.FACTORS}, "market_adjusted": "spy_adjusted"}
COLUMNS: Final = (("t", "t_cs"), ("Patell", "patell_z"), ("BMP", "bmp_t"), ("KP", "kp_t"), ("GRANK", "grank_t"))


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the record's half."""
    parser.add_argument("--tracker", action="store_true", help="study the announcements on record, not files")
    group = parser.add_argument_group("with --tracker")
    for name, words in FILTERS.items():
        group.add_argument(_option(name), dest=f"tracker_{name}", default="", metavar="…", help=words)
    for name, words in SWITCHES.items():
        group.add_argument(
            _option(name), dest=f"tracker_{name}", action="store_const", const="1", default="", help=words
        )


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def told(options: Mapping[str, Any]) -> str:
    """What the command prints; filters that were not understood come first, each with a sentence."""
    values = {name: str(options[f"tracker_{name}"]) for name in (*FILTERS, *SWITCHES)}
    found = studies.study(values, MODELS.get(str(options["model"]), panel.HEADLINE_MODEL))
    return as_json(found) if options["json"] else "\n".join(_lines(found))


def _lines(found: StudyView) -> list[str]:
    model = f"{found.model.label} ({found.model.note})" if found.model.note else found.model.label
    words = _("Model: %(model)s. Prices until %(until)s. Method %(method)s.")
    known = {"model": model, "until": found.prices_until or "—", "method": found.method_version}
    lines = [*found.problems, found.sentence, words % known]
    for sample in (found.all, found.clean):
        lines += ["", f"{sample.label}: N = {sample.n_events}, {sample.sentence}", *_table(sample)]
    lines += ["", *(f"{one.label:<26} {_row(one.headline)}" for one in found.shown.groups[1:])]
    lines += ["", *(f"{one.slug}: {one.words}" for one in found.excluded)]
    return lines


def _table(sample: SampleView) -> list[str]:
    heads = "".join(f"{name:>9}" for name, _key in COLUMNS)
    head = f"{_('window'):<12}{'N':>5}{'+':>5}{_('mean'):>9}{_('median'):>9}{heads}{'p':>9}{'q':>9}"
    return [head, *(f"{_window(cell):<12}{_row(cell)}" for cell in sample.whole.cells)]


def _window(cell: CellView) -> str:
    return f"[{cell.window[0]:+d},{cell.window[1]:+d}]"


def _row(cell: CellView) -> str:
    figures = "".join(_figure(cell.tests.get(key), ".2f") for _name, key in COLUMNS)
    means = _figure(cell.caar, "+.2%") + _figure(cell.median, "+.2%")
    return f"{cell.n:>5}{cell.n_positive:>5}{means}{figures}{_figure(cell.p, '.4f')}{_figure(cell.q, '.4f')}"


def _figure(value: float | None, form: str) -> str:
    return f"{'' if value is None else format(value, form):>9}"
