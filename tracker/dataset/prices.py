"""The bundled daily bars: into the table, behind whatever a live provider has put there."""

from tracker.companies.models import Security
from tracker.dataset.files import Files
from tracker.dataset.writing import Writer
from tracker.markets.models import PriceBar
from tracker.markets.providers import Bar
from tracker.markets.services import BUNDLED, store_bars


def write_bars(files: Files, writer: Writer) -> None:
    """Bring the bundled bars in line with the files. Bars of a live provider stay, also where they differ."""
    securities = Security.objects.in_bulk(list(files.bars), field_name="key")
    for key, bars in files.bars.items():
        _withdraw(securities[key], bars, writer)
        stored = store_bars(securities[key], bars, provider=BUNDLED, now=writer.now)
        writer.changes += stored.new + stored.changed


def _withdraw(security: Security, bars: list[Bar], writer: Writer) -> None:
    """Remove bundled bars of days that the file no longer has."""
    days = {bar.session_on for bar in bars}
    bundled = PriceBar.objects.filter(security=security, provider=BUNDLED).values_list("pk", "session_on")
    gone = [pk for pk, day in bundled if day not in days]
    if gone:
        PriceBar.objects.filter(pk__in=gone).delete()
        writer.changes += len(gone)
