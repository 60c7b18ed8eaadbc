"""`manage.py event_study --returns R.csv --events E.csv --factors MKT,BTC`: an event study of anyone's own data."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.management import tracker_study
from tracker.reactions.event_study import HEADLINE, BadSpec, Fitted, Model, Spec, files, fit, report

NO_FACTOR: Final = "none"
PROBLEMS_SHOWN: Final = 20
NOTES_SHOWN: Final = 10
COLUMNS: Final = (
    ("t", "t_cs", "{:8.2f}"),
    ("Patell", "patell_z", "{:8.2f}"),
    ("BMP", "bmp_t", "{:8.2f}"),
    ("KP", "kp_t", "{:8.2f}"),
    ("rank", "corrado_cowan", "{:8.2f}"),
    ("GRANK", "grank_t", "{:8.2f}"),
    ("gsign", "gsign_z", "{:8.2f}"),
    ("sign p", "sign_p", "{:9.4f}"),
    ("Wilcox p", "wilcoxon_p", "{:9.4f}"),
)


class Command(BaseCommand):
    """Reads two files, prints a table or one JSON document; needs no database."""

    help = "Run an event study on your own returns and events, two CSV files. An empty cell is missing, never zero."
    requires_system_checks = ()  # neither pages nor tables are needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, the model and the windows."""
        parser.add_argument("--returns", type=Path, help="CSV: date, then a column of simple returns per ticker")
        parser.add_argument("--events", type=Path, help="CSV: event_id, ticker, date and, if there is one, kind")
        parser.add_argument(
            "--factors", default="", help="columns of the returns to explain by: MKT or MKT,BTC or none"
        )
        parser.add_argument(
            "--estimation", default="-120,-11", help="first and last session, as in --estimation=-120,-11"
        )
        models = dict.fromkeys([*(str(one) for one in Model), *tracker_study.MODELS])
        parser.add_argument("--model", choices=list(models), default=str(Model.OLS))
        parser.add_argument("--zero-alpha", action="store_true", help="no constant: for firms after a run-up")
        parser.add_argument(
            "--mask", action="store_true", help="leave a firm's other events out of its estimation window"
        )
        parser.add_argument("--spans", action="store_true", help="a return after empty cells covers them too")
        parser.add_argument("--json", action="store_true", help="one JSON document instead of tables")
        tracker_study.add_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, fit, print. What cannot be used is told in sentences, with exit code 1."""
        if options["tracker"]:
            self.stdout.write(_of_record(options))
            return
        found, spec = read_files(options), read_spec(options)
        fitted = fit(found.panel, found.events, spec)
        groups = report.groups_of(fitted)
        if options["json"]:
            for piece in report.pieces(fitted, groups, found.notes):
                self.stdout.write(piece, ending="")
            self.stdout.write()
        else:
            for line in tables(fitted, groups, found.notes):
                self.stdout.write(line)


def _of_record(options: dict[str, Any]) -> str:
    """The study of the record. Raises CommandError where there is none."""
    try:
        return tracker_study.told(options)
    except (OperationalError, ProgrammingError) as error:
        words = _("There is no record to study. Start the program once: make run (or run migrate and load_dataset).")
        raise CommandError(words) from error


def read_files(options: dict[str, Any]) -> files.Files:
    """Panel and events from the files that were named. Raises CommandError."""
    for name in ("returns", "events", "factors"):
        if not options[name]:
            raise CommandError(_("--%(name)s is missing.") % {"name": name})
    named = [name.strip() for name in options["factors"].split(",")]
    factors = [] if named == [NO_FACTOR] else named
    if len(set(factors)) < len(factors) or "" in factors or "date" in factors:
        raise CommandError(_("--factors needs column names without repetition, such as MKT,BTC."))
    try:
        return files.read(options["returns"], options["events"], factors, mask=options["mask"], spans=options["spans"])
    except files.BadFiles as error:
        shown = [str(problem) for problem in error.problems[:PROBLEMS_SHOWN]]
        more = len(error.problems) - len(shown)
        if more:
            shown.append(ngettext("… and %(count)d more.", "… and %(count)d more.", more) % {"count": more})
        raise CommandError("\n".join(shown)) from error


def read_spec(options: dict[str, Any]) -> Spec:
    """The windows that were asked for. Raises CommandError."""
    match = re.fullmatch(r"\s*(-?\d{1,6})\s*,\s*(-?\d{1,6})\s*", options["estimation"])
    if match is None:
        raise CommandError(_("--estimation needs two whole numbers, such as --estimation=-120,-11."))
    if options["model"] not in set(Model):
        raise CommandError(_("--model=%(model)s goes with --tracker only.") % {"model": options["model"]})
    try:
        return Spec(
            model=Model(options["model"]),
            estimation=(int(match[1]), int(match[2])),
            zero_alpha=options["zero_alpha"],
        )
    except BadSpec as error:
        raise CommandError(f"--estimation={options['estimation']}: {error}") from error


def tables(fitted: Fitted, groups: Sequence[report.Labelled], notes: Sequence[str]) -> Iterator[str]:
    """The study to be read: what was taken, the events over the declared window, every group over all windows."""
    yield from _summary(fitted, notes)
    yield from _events(fitted)
    for one in groups:
        yield ""
        yield from _group(one)


def _summary(fitted: Fitted, notes: Sequence[str]) -> Iterator[str]:
    spec = fitted.spec
    factors = ", ".join(fitted.panel.factor_names) or _("no factor")
    yield _("Model %(model)s on %(factors)s; estimation window [%(first)d, %(last)d].") % {
        "model": spec.model.value, "factors": factors, "first": spec.estimation[0], "last": spec.estimation[1],
    }  # fmt: skip
    counts = [f"{quality} {(fitted.quality == quality).sum()}" for quality in dict.fromkeys(fitted.quality)]
    yield _("Events: %(count)d (%(by)s).") % {"count": len(fitted.n), "by": ", ".join(counts)}
    yield from notes[:NOTES_SHOWN]
    more = len(notes) - NOTES_SHOWN
    if more > 0:
        yield ngettext("… and %(count)d more note.", "… and %(count)d more notes.", more) % {"count": more}


def _events(fitted: Fitted) -> Iterator[str]:
    column = fitted.spec.windows.index(HEADLINE)
    yield ""
    yield (
        f"{_('event'):16} {_('ticker'):8} {_('session'):10} {'n':>4} {'alpha':>9} {'beta':>15} "
        f"{'CAR[0,1]':>9} {'t':>7} {'p':>7} {'SQ p':>7}  {_('remarks')}"
    )
    for at, event in enumerate(fitted.placed.events):
        car = 100 * fitted.car[at, column]
        session = fitted.panel.days[fitted.placed.rows[at]] if fitted.placed.usable[at] else event.session_on
        betas = " ".join(_shown(beta, "{:.2f}") for beta in fitted.betas[at])
        yield (
            f"{event.event_id[:16]:16} {event.security[:8]:8} {session} {fitted.n[at]:4d} "
            f"{_shown(fitted.alpha[at], '{:9.5f}'):>9} {betas:>15} {_shown(car, '{:8.2f}%'):>9} "
            f"{_shown(fitted.t[at, column], '{:7.2f}'):>7} {_shown(fitted.p[at, column], '{:7.4f}'):>7} "
            f"{_shown(fitted.p_sq[at, column], '{:7.4f}'):>7}  {_remarks(fitted, at, column)}"
        )


def _remarks(fitted: Fitted, at: int, column: int) -> str:
    found = {
        str(fitted.reason[at]): bool(fitted.reason[at]),
        "halted": bool(fitted.halted[at]),
        "unmasked": bool(fitted.unmasked[at]),
        "alpha": bool(fitted.alpha_flag[at, column]),
        "partial": bool(fitted.placed.usable[at]) and not fitted.complete[at, column],
    }
    return " ".join(name for name, is_so in found.items() if is_so)


def _group(one: report.Labelled) -> Iterator[str]:
    """The layout of the usual tables; no p-value and no test under five events."""
    yield _("%(label)s: %(count)d events") % {"label": one.label, "count": len(one.group.members)}
    names = "".join(f"{name:>{9 if name.endswith(' p') else 8}}" for name, _field, _form in COLUMNS)
    yield f"{_('window'):>9} {'N':>5} {'+/−':>9} {_('mean'):>9} {_('median'):>9}{names} {'test':>12} {'p':>7} {'q':>7}"
    for cell, q in zip(one.group.cells, one.q, strict=True):
        shown = cell.headline_test != "none"
        tests = "".join(_shown(getattr(cell, name) if shown else None, form) for _name, name, form in COLUMNS)
        signs = f"{cell.n_pos}/{cell.n - cell.n_pos}"
        window = f"[{cell.window[0]},{cell.window[1]}]"
        yield (
            f"{window:>9} {cell.n:5d} {signs:>9} {_percent(cell.caar)} {_percent(cell.median)}{tests} "
            f"{cell.headline_test:>12} {_shown(cell.headline_p, '{:7.4f}'):>7} {_shown(q, '{:7.4f}'):>7}"
        )


def _percent(value: float | None) -> str:
    return _shown(None if value is None else 100 * value, "{:8.2f}%")


def _shown(value: float | None, form: str) -> str:
    """A number in its form; a dash of the same width where there is none."""
    missing = value is None or report.known(value) is None
    return "–".rjust(len(form.format(0.0))) if missing else form.format(value)
