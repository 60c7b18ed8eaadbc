"""Daily bars from Yahoo through yfinance, one ticker at a time.

Per ticker and with errors shown, because `yfinance.download` never raises: it answers a refusal with an empty table.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final

from tracker.markets.providers.promise import Bar, ProviderUnreachable, RateLimited, UnknownTicker

MICRO: Final = Decimal("0.000001")
LARGEST_PRICE: Final = 1e10
# Yahoo's words for a known ticker without bars in the days asked for, as against a ticker it does not have.
NO_BARS_IN_RANGE: Final = "doesn't exist for startdate"


class YahooProvider:
    """Yahoo's chart service. `session_factory` gives the HTTP session; by default one per process, as a browser."""

    name: ClassVar[str] = "yfinance"

    def __init__(
        self, *, cache_dir: Path, session_factory: Callable[[], Any] | None = None, timeout_seconds: float = 20
    ) -> None:
        self.cache_dir = cache_dir
        self.session_factory = session_factory or _own_session
        self.timeout_seconds = timeout_seconds

    def daily_bars(self, ticker: str, *, start: date, end: date) -> list[Bar]:
        """Finished bars from `start` to `end`. Raises UnknownTicker, RateLimited, ProviderUnreachable."""
        rows = self._rows(ticker, start, end)
        # Yahoo sends the running session along with the finished ones; `end` is the last one that is over.
        bars = (_bar(row) for row in rows if start <= row["day"] <= end)
        return [bar for bar in bars if bar is not None]

    def _rows(self, ticker: str, start: date, end: date) -> list[dict[str, Any]]:
        # Imported here: yfinance brings pandas and more, a second that whoever fetches no price need not pay.
        import yfinance  # noqa: PLC0415
        from yfinance.data import YfData  # noqa: PLC0415
        from yfinance.exceptions import YFException, YFRateLimitError, YFTickerMissingError  # noqa: PLC0415

        self._prepare(yfinance, YfData)
        try:
            frame = yfinance.Ticker(ticker, session=self.session_factory()).history(
                start=start.isoformat(),
                end=(end + timedelta(days=1)).isoformat(),  # Yahoo leaves the end out
                interval="1d",
                auto_adjust=False,  # the close as printed, the adjusted one beside it
                timeout=self.timeout_seconds,
            )
        except YFRateLimitError as error:
            raise RateLimited("Yahoo asks to wait (429). The stored prices stay; it is asked again later.") from error
        except YFTickerMissingError as error:
            if _is_known_but_empty(error):
                return []
            raise UnknownTicker(f"Yahoo has no prices for {ticker}: check the ticker.") from error
        except (YFException, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            if _is_not_found(error):
                raise UnknownTicker(f"Yahoo has no prices for {ticker}: check the ticker.") from error
            # No connection is an OSError, an error page a ValueError; the rest is JSON of another shape.
            raise ProviderUnreachable(f"Yahoo gave no usable answer for {ticker} ({_short(error)}).") from error
        frame["day"] = [stamp.date() for stamp in frame.index]
        return list(frame.to_dict("records"))

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


def _is_known_but_empty(error: Any) -> bool:
    """Whether Yahoo has the ticker and no bar in these days: it says so, or its chart is empty without a reason."""
    reason = getattr(error, "yahoo_reason", "")
    return reason is None or NO_BARS_IN_RANGE in reason.lower()


def _is_not_found(error: Exception) -> bool:
    # For the first unknown tickers of a process yfinance asks a second page, whose 404 arrives as an HTTPError.
    return getattr(getattr(error, "response", None), "status_code", None) == 404


def _bar(row: dict[str, Any]) -> Bar | None:
    close = _price(row.get("Close"))
    if close is None:
        return None
    high, low = _price(row.get("High")), _price(row.get("Low"))
    if high is not None and low is not None and high < low:
        high = low = None
    return Bar(
        session_on=row["day"],
        open=_price(row.get("Open")),
        high=high,
        low=low,
        close=close,
        adjusted_close=_price(row.get("Adj Close")),
        volume=_volume(row.get("Volume")),
    )


def _price(value: float | None) -> Decimal | None:
    # NaN fails both comparisons. Yahoo's figures are 32-bit floats: 20.399999618530273 is 20.40.
    if value is None or not 0 < value < LARGEST_PRICE:
        return None
    return Decimal(float(value)).quantize(MICRO) or None


def _volume(value: float | None) -> int | None:
    return int(value) if value is not None and 0 <= value < 2**63 else None


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
