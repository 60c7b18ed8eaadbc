"""The bars that reactions rest on, read in one query for many announcements."""

from collections.abc import Iterable
from datetime import date

from tracker.markets.models import PriceBar
from tracker.markets.providers.promise import Bar

COLUMNS = ("security_id", "session_on", "open", "high", "low", "close", "adjusted_close", "volume")


class PriceBook:
    """Bars by security and session."""

    def __init__(self, bars: dict[int, dict[date, Bar]]) -> None:
        self._bars = bars

    @classmethod
    def read(cls, security_ids: Iterable[int], days: Iterable[date]) -> "PriceBook":
        """All bars of these securities from the first of `days` to the last."""
        wanted, span = set(security_ids), sorted(days)
        if not wanted or not span:
            return cls({})
        rows = PriceBar.objects.filter(security_id__in=wanted, session_on__range=(span[0], span[-1]))
        bars: dict[int, dict[date, Bar]] = {}
        for security_id, day, opened, high, low, close, adjusted, volume in rows.order_by().values_list(*COLUMNS):
            bars.setdefault(security_id, {})[day] = Bar(
                session_on=day, open=opened, high=high, low=low, close=close, adjusted_close=adjusted, volume=volume
            )
        return cls(bars)

    def bar(self, security_id: int | None, day: date) -> Bar | None:
        """The bar of a session, whether anything traded or not."""
        return self._bars.get(security_id, {}).get(day) if security_id is not None else None

    def traded(self, security_id: int | None, day: date) -> Bar | None:
        """The bar of a session in which something traded: a volume of zero is no print (METHOD, data rules)."""
        bar = self.bar(security_id, day)
        return None if bar is None or bar.volume == 0 else bar

    def first_traded(self, security_id: int | None, days: Iterable[date]) -> Bar | None:
        """The first bar with trading among `days`, in their order."""
        found = (self.traded(security_id, day) for day in days)
        return next((bar for bar in found if bar is not None), None)
