"""A local server that speaks Yahoo's chart protocol, and an HTTP session that takes Yahoo's addresses to it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from curl_cffi import requests

NEW_YORK = ZoneInfo("America/New_York")
CHART = "/v8/finance/chart/"
# The running session's bar is stamped with its last trade, not with the open.
LIVE_LATER = 5 * 3600

Row = tuple[date, float | None, float | None, float | None, float | None, float | None, int | None]


class RebasedSession(requests.Session):  # type: ignore[type-arg]
    """Sends every request for yahoo.com to the local server; any other host is an error."""

    def __init__(self, base: str) -> None:
        super().__init__(impersonate="chrome")
        self._base = urlsplit(base)

    def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> Any:
        asked = urlsplit(url)
        assert (asked.hostname or "").endswith("yahoo.com"), url
        there = urlunsplit((self._base.scheme, self._base.netloc, asked.path, asked.query, ""))
        return super().request(method, there, *args, **kwargs)


@dataclass
class Yahoo:
    """What the server answers: rows by ticker, or a fixed (status, content type, body) by ticker."""

    base: str = ""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    splits: dict[str, dict[date, tuple[int, int]]] = field(default_factory=dict)
    dividends: dict[str, dict[date, float]] = field(default_factory=dict)
    live: dict[str, Row] = field(default_factory=dict)  # the running session, sent along whatever was asked for
    fixed: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    retry_after: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def session(self) -> RebasedSession:
        """An HTTP session that only knows this server."""
        return RebasedSession(self.base)

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body for one request path."""
        self.asked.append(path)
        parts = urlsplit(path)
        if parts.path == "/v1/test/getcrumb":
            return 200, "text/plain", b"crumb"
        if not parts.path.startswith(CHART):
            return 404, "text/html", b"<html>no such page</html>"
        ticker = parts.path.removeprefix(CHART)
        if ticker in self.fixed:
            return self.fixed[ticker]
        if ticker not in self.rows:
            return _error(404, "Not Found", "No data found, symbol may be delisted")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return 200, "application/json", json.dumps(self._chart(ticker, query)).encode()

    def headers(self, path: str) -> dict[str, str]:
        """What goes with an answer besides its content type."""
        wait = self.retry_after.get(urlsplit(path).path.removeprefix(CHART))
        return {} if wait is None else {"Retry-After": wait}

    def charts(self) -> list[str]:
        """The tickers that charts were asked for, in order."""
        return [urlsplit(path).path.removeprefix(CHART) for path in self.asked if path.startswith(CHART)]

    def _chart(self, ticker: str, query: dict[str, str]) -> dict[str, Any]:
        zone = ZoneInfo(self.zones.get(ticker, "America/New_York"))
        low, high = int(query.get("period1", 0)), int(query.get("period2", 2**40))
        rows = [(row, _stamp(row[0], zone)) for row in self.rows[ticker]]
        kept = [(row, stamp) for row, stamp in rows if low <= stamp < high]
        if ticker in self.live:
            kept.append((self.live[ticker], _stamp(self.live[ticker][0], zone) + LIVE_LATER))
        columns = list(zip(*(row for row, _stamp in kept), strict=True)) or [()] * 7
        quote = dict(zip(("open", "high", "low", "close", "volume"), (*columns[1:5], columns[6]), strict=True))
        result: dict[str, Any] = {
            "meta": _meta(ticker, zone),
            "indicators": {"quote": [quote if kept else {}], "adjclose": [{"adjclose": columns[5]} if kept else {}]},
        }
        if kept:
            result["timestamp"] = [stamp for _row, stamp in kept]
        events = self._events(ticker, zone)
        if events:
            result["events"] = events
        return {"chart": {"result": [result], "error": None}}

    def _events(self, ticker: str, zone: ZoneInfo) -> dict[str, Any]:
        splits = {
            str(_stamp(day, zone)): {
                "date": _stamp(day, zone),
                "numerator": up,
                "denominator": down,
                "splitRatio": f"{up}:{down}",
            }
            for day, (up, down) in self.splits.get(ticker, {}).items()
        }
        dividends = {
            str(_stamp(day, zone)): {"date": _stamp(day, zone), "amount": amount}
            for day, amount in self.dividends.get(ticker, {}).items()
        }
        return {name: found for name, found in (("splits", splits), ("dividends", dividends)) if found}


def _meta(ticker: str, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "currency": "USD",
        "symbol": ticker,
        "instrumentType": "EQUITY",
        "exchangeTimezoneName": zone.key,
        "timezone": "EST",
        "gmtoffset": -18000,
        "priceHint": 2,
        "dataGranularity": "1d",
        "range": "",
        "validRanges": ["1d", "5d", "1mo", "1y", "max"],
        "regularMarketPrice": 1.0,
    }


def _stamp(day: date, zone: ZoneInfo) -> int:
    opens = time(0, 0) if zone.key == "UTC" else time(9, 30)
    return int(datetime.combine(day, opens, tzinfo=zone).astimezone(UTC).timestamp())


def _error(status: int, code: str, description: str) -> tuple[int, str, bytes]:
    body = {"chart": {"result": None, "error": {"code": code, "description": description}}}
    return status, "application/json", json.dumps(body).encode()


def no_bars_in_range() -> tuple[int, str, bytes]:
    """Yahoo's answer for days before a known ticker began to trade."""
    return _error(400, "Bad Request", "Data doesn't exist for startDate = 1704171600, endDate = 1704258000")


@contextmanager
def serve() -> Iterator[Yahoo]:
    """A running server; its address is in `base`."""
    yahoo = Yahoo()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = yahoo.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in yahoo.headers(self.path).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yahoo.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield yahoo
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
