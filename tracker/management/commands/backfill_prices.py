"""Fetch the whole price history of some or all securities, with its gaps, one after the other."""

from argparse import ArgumentTypeError
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import pipeline
from tracker.lib.progress import steps
from tracker.markets import calendar, fetching
from tracker.markets import selectors as prices
from tracker.markets.models import FetchStatus
from tracker.markets.selectors import Freshness


class Command(BaseCommand):
    """`manage.py backfill_prices`: a door to pipeline.backfill_security."""

    help = str(
        gettext_lazy(
            "Fetch the price history of securities since a day and fill gaps. What is whole already is left out: "
            "a run that was broken off goes on where it stopped."
        )
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take tickers and a first day."""
        parser.add_argument("--ticker", nargs="+", default=[], metavar="X", help=str(_("Only these. Default: all.")))
        parser.add_argument(
            "--since", type=_day, default=fetching.HISTORY_FROM, metavar="YYYY-MM-DD", help=str(_("First day wanted."))
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Fetch, then measure what it touches. Fails where not everything came; what came stays."""
        now, since = timezone.now(), options["since"]
        if since > now.date():
            raise CommandError(_("%(day)s is not over yet. Give a day in the past.") % {"day": since})
        wanted = chosen(prices.freshness(now), options["ticker"])
        missing = [row for row in wanted if not row.is_whole(since)]
        self.stdout.write(
            _("%(whole)s of %(all)s securities have their prices since %(day)s; fetching %(n)s.")
            % {"whole": len(wanted) - len(missing), "all": len(wanted), "day": since, "n": len(missing)}
        )
        try:
            failed = self._fetch(missing, since)
        except KeyboardInterrupt:
            raise CommandError(_("Broken off. What came is kept; the same command goes on from here.")) from None
        finally:
            pipeline.measure_stale(now=timezone.now())
        if failed:
            names = ", ".join(failed)
            words = _("Not everything came: %(names)s. The lines above say why; then run the same command again.")
            raise CommandError(words % {"names": names})
        self.stdout.write(_("Done."))

    def _fetch(self, missing: Sequence[Freshness], since: date) -> list[str]:
        """Fetch one after the other; the keys of those that did not come."""
        failed: list[str] = []
        write = partial(self.stdout.write, ending="")
        with steps(write, len(missing), is_terminal=self.stdout.isatty()) as progress:
            for row in missing:
                progress.start(row.security.key)
                line, is_good = _step(row, since, timezone.now())
                progress.finish(line, is_notable=not is_good)
                failed += [] if is_good else [row.security.key]
        return failed


def _step(row: Freshness, since: date, now: datetime) -> tuple[str, bool]:
    """Fetch one security: what to say of it, and whether it came."""
    key = row.security.key
    status = pipeline.backfill_security(row.security.pk, since=since, now=now)
    label = FetchStatus(status).label
    if status == FetchStatus.PAUSED:
        pause = prices.pause_of(settings.PRICE_PROVIDER)
        until = pause.paused_until if pause else None
        return f"{key}: {label}{f' ({until:%Y-%m-%d %H:%M} UTC)' if until else ''}.", False
    told = prices.feed_of(row.security)
    return f"{key}: {label}. {told.message}", status in (FetchStatus.OK, FetchStatus.PARTIAL)


def chosen(rows: Sequence[Freshness], tickers: Sequence[str]) -> list[Freshness]:
    """The securities that tickers or keys mean, all with a listing for none. Raises CommandError for unknown ones."""
    tradable = [row for row in rows if row.ticker]
    if not tickers:
        return tradable
    by_name = {name: row for row in tradable for name in (row.ticker, row.security.key) if name}
    words = [word.strip().upper() for word in tickers]
    unknown = [word for word in words if word not in by_name]
    if unknown:
        known = ", ".join(sorted(row.ticker or row.security.key for row in tradable))
        raise CommandError(
            _("Not on record with a listing in New York: %(unknown)s. There are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": known}
        )
    return list({by_name[word].security.pk: by_name[word] for word in words}.values())


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("%(text)s is not a day like 2024-01-31.") % {"text": repr(text)}) from None
    if not calendar.FIRST_DAY <= day <= calendar.LAST_DAY:
        raise ArgumentTypeError(
            _("%(day)s is outside the trading calendar, which starts on %(first)s.")
            % {"day": day, "first": calendar.FIRST_DAY}
        )
    return day
