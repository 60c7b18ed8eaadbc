"""Daily history from Yahoo through yfinance, one ticker at a time.

Per ticker and with errors shown, because `yfinance.download` never raises: it answers a refusal with an empty table.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final

from tracker.lib.http.answers import retry_after
from tracker.markets.providers.promise import Action, Bar, History, ProviderUnreachable, RateLimited, UnknownTicker

SMALLEST_PRICE: Final = 1e-6
LARGEST_PRICE: Final = 1e10
# Ratios such as 1:3 have no end.
ACTION_STEP: Final = Decimal("0.00000001")
LARGEST_ACTION: Final = 1e6
# Yahoo's words for a known ticker without bars in the days asked for, as against a ticker it does not have.
NO_BARS_IN_RANGE: Final = "doesn't exist for startdate"
PRICES: Final = ("Open", "High", "Low", "Close", "Adj Close")


class YahooProvider:
    """Yahoo's chart service. `session_factory` gives the HTTP session; by default one per process, as a browser."""

    name: ClassVar[str] = "yfinance"

    def __init__(
        self, *, cache_dir: Path, session_factory: Callable[[], Any] | None = None, timeout_seconds: float = 20
    ) -> None:
        self.cache_dir = cache_dir
        self.session_factory = session_factory or _own_session
        self.timeout_seconds = timeout_seconds

    def history(self, ticker: str, *, start: date, end: date) -> History:
        """Finished bars and actions from `start` to `end`. Raises UnknownTicker, RateLimited, ProviderUnreachable."""
        table = self._table(ticker, start, end)
        # Yahoo sends the running session along with the finished ones; `end` is the last one that is over.
        kept = [at for at, day in enumerate(table["day"]) if start <= day <= end]
        return History(bars=_bars(table, kept), actions=_actions(table, kept)) if kept else History()

    def _table(self, ticker: str, start: date, end: date) -> dict[str, list[Any]]:
        # Imported here: yfinance brings pandas and more, a second that whoever fetches no price need not pay.
        import yfinance  # noqa: PLC0415
        from yfinance.data import YfData  # noqa: PLC0415
        from yfinance.exceptions import YFException, YFRateLimitError, YFTickerMissingError  # noqa: PLC0415

        self._prepare(yfinance, YfData)
        session = self.session_factory()
        try:
            with _listening(session) as heard:
                frame = yfinance.Ticker(ticker, session=session).history(
                    start=start.isoformat(),
                    end=(end + timedelta(days=1)).isoformat(),  # Yahoo leaves the end out
                    interval="1d",
                    auto_adjust=False,  # the close as printed, the adjusted one beside it
                    timeout=self.timeout_seconds,
                )
        except YFRateLimitError as error:
            raise RateLimited("Yahoo asks to wait (429). The stored prices stay.", _asked_for(heard)) from error
        except YFTickerMissingError as error:
            if _is_known_but_empty(error):
                return {"day": []}
            raise UnknownTicker(f"Yahoo has no prices for {ticker}: check the ticker.") from error
        except (YFException, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            if _is_not_found(error):
                raise UnknownTicker(f"Yahoo has no prices for {ticker}: check the ticker.") from error
            # No connection is an OSError, an error page a ValueError; the rest is JSON of another shape.
            raise ProviderUnreachable(f"Yahoo gave no usable answer for {ticker} ({_short(error)}).") from error
        return {"day": list(frame.index.date), **{name: frame[name].tolist() for name in frame.columns}}

    def _prepare(self, yfinance: Any, client: Any) -> None:
        self.cache_dir.mkdir(parents=True, exist_ok=True)
        yfinance.set_tz_cache_location(str(self.cache_dir))  # the first one of a process counts
        yfinance.config.debug.hide_exceptions = False
        # One error page would otherwise be remembered for the life of the process, even when Yahoo is back.
        client.cache_get.cache_clear()


def _own_session() -> Any:
    return _session_of_process(os.getpid())


@lru_cache(maxsize=1)
def _session_of_process(_pid: int) -> Any:
    # Made at the first request and never shared with a forked worker: an inherited connection answers the wrong one.
    from curl_cffi import requests  # noqa: PLC0415

    return requests.Session(impersonate="chrome")


@contextmanager
def _listening(session: Any) -> Iterator[list[Any]]:
    """Hear every answer that a session gets: yfinance's error for a 429 does not say how long Yahoo asks to wait."""
    heard: list[Any] = []
    ask = session.request

    def request(*args: Any, **kwargs: Any) -> Any:
        heard.append(ask(*args, **kwargs))
        return heard[-1]

    session.request = request
    try:
        yield heard
    finally:
        session.request = ask


def _asked_for(heard: list[Any]) -> float | None:
    """The longest wait that a refusal asked for, in seconds."""
    waits = (retry_after(answer.headers) for answer in heard if answer.status_code == 429)
    return max((wait for wait in waits if wait is not None), default=None)


def _is_known_but_empty(error: Any) -> bool:
    """Whether Yahoo has the ticker and no bar in these days: it says so, or its chart is empty without a reason."""
    reason = getattr(error, "yahoo_reason", "")
    return reason is None or NO_BARS_IN_RANGE in reason.lower()


def _is_not_found(error: Exception) -> bool:
    # For the first unknown tickers of a process yfinance asks a second page, whose 404 arrives as an HTTPError.
    return getattr(getattr(error, "response", None), "status_code", None) == 404


def _bars(table: dict[str, list[Any]], kept: list[int]) -> list[Bar]:
    """One bar for each row with a close: a session that Yahoo has no close of is a gap, whatever else it sends."""
    days = [table["day"][at] for at in kept]
    prices = [_prices([table[name][at] for at in kept]) if name in table else [None] * len(kept) for name in PRICES]
    volumes = [_volume(table["Volume"][at]) for at in kept]
    return [
        _bar(day, close, adjusted, volume, (opened, high, low))
        for day, opened, high, low, close, adjusted, volume in zip(days, *prices, volumes, strict=True)
        if close is not None
    ]


def _bar(
    day: date,
    close: Decimal,
    adjusted: Decimal | None,
    volume: int | None,
    inside: tuple[Decimal | None, Decimal | None, Decimal | None],
) -> Bar:
    opened, high, low = inside
    if high is not None and low is not None and high < low:
        high = low = None
    return Bar(session_on=day, open=opened, high=high, low=low, close=close, adjusted_close=adjusted, volume=volume)


def _prices(values: list[float]) -> list[Decimal | None]:
    """Prices to six places; None where Yahoo has none. NaN fails both comparisons.

    Yahoo's figures are 32-bit floats: 20.399999618530273 is 20.40. Through text it takes half as long as by quantize().
    """
    return [Decimal(f"{value:.6f}") if SMALLEST_PRICE <= value < LARGEST_PRICE else None for value in values]


def _actions(table: dict[str, list[Any]], kept: list[int]) -> list[Action]:
    dividends, splits = table["Dividends"], table["Stock Splits"]
    found: list[Action] = []
    for at in kept:
        if 0 < dividends[at] < LARGEST_ACTION:
            found.append(Action(table["day"][at], "dividend", Decimal(dividends[at]).quantize(ACTION_STEP)))
        if 0 < splits[at] < LARGEST_ACTION:
            found.append(Action(table["day"][at], "split", Decimal(splits[at]).quantize(ACTION_STEP)))
    return [action for action in found if action.value]


def _volume(value: float | None) -> int | None:
    return int(value) if value is not None and 0 <= value < 2**63 else None


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
