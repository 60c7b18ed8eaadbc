"""Daily bars from CSV files: one a ticker, with the header date,open,high,low,close,volume[,adj_close].

Or as Stooq and Yahoo write it: Date,Open,High,Low,Close[,Adj Close],Volume. Only date and close must be there. The same
format holds the bundled prices. A file with a bad row is refused whole: the error names each bad row, so that it can be
mended in one go. The files know no splits and dividends: their prices are on one basis already.
"""

import csv
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import ClassVar, Final

from tracker.markets.providers.promise import Bar, History, ProviderUnreachable, UnknownTicker

COLUMNS: Final = ("date", "open", "high", "low", "close", "volume", "adj_close")
# How a file may be called: by its ticker, or as Stooq names its downloads.
NAMES: Final = ("{ticker}.csv", "{lower}_us_d.csv", "{lower}.us.csv")
# What Yahoo's downloads hold for a session without trading.
NOTHING: Final = "null"
# A ticker becomes a file name: nothing that could lead out of the directory.
TICKER: Final = re.compile(r"[A-Z0-9][A-Z0-9.^=-]{0,15}")
MICRO: Final = Decimal("0.000001")
LARGEST_PRICE: Final = Decimal(10**10)
MOST_NAMED: Final = 20


class BadPriceFile(ProviderUnreachable):
    """A price file has rows that cannot be used; `problems` lists them as "line 7: ..."."""

    def __init__(self, name: str, problems: list[str]) -> None:
        rest = len(problems) - MOST_NAMED
        more = f"; and {rest} more" if rest > 0 else ""
        super().__init__(f"{name} cannot be used: {'; '.join(problems[:MOST_NAMED])}{more}. Mend these rows.")
        self.problems = problems


class CsvProvider:
    """Reads the files of one directory."""

    name: ClassVar[str] = "csv"

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def history(self, ticker: str, *, start: date, end: date) -> History:
        """The file's bars from `start` to `end`. Raises UnknownTicker without a file, BadPriceFile for bad rows."""
        if not TICKER.fullmatch(ticker):
            raise UnknownTicker(f"{ticker!r} is not a ticker that a price file can be named for.")
        bars = read_bars(self._path(ticker))
        return History(bars=[bar for bar in bars if start <= bar.session_on <= end])

    def _path(self, ticker: str) -> Path:
        names = [name.format(ticker=ticker, lower=ticker.lower()) for name in NAMES]
        for name in names:
            if (self.directory / name).is_file():
                return self.directory / name
        others = " or ".join(names[1:])
        raise UnknownTicker(f"There is no price file {names[0]} (or {others}) in {self.directory}. Put it there.")


def read_bars(path: Path) -> list[Bar]:
    """All bars of one file in order of their days. Raises BadPriceFile, naming each bad row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPriceFile(path.name, [f"it cannot be read as UTF-8 text ({error})"]) from error
    return parse_bars(text.splitlines(), name=path.name)


def parse_bars(lines: Iterable[str], *, name: str) -> list[Bar]:
    """The bars that the lines of a file hold, in order of their days. Raises BadPriceFile, naming each bad row."""
    reader = csv.DictReader(lines, strict=True)
    bars: dict[date, Bar] = {}
    problems: list[str] = []
    try:
        header = [_column(name) for name in reader.fieldnames or ()]
        problems += _header_problems(header)
        reader.fieldnames = header
        for row in reader if not problems else ():
            _take(row, bars, problems, line=reader.line_num)
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: {error}")
    if problems:
        raise BadPriceFile(name, problems)
    return [bars[day] for day in sorted(bars)]


def _column(name: str) -> str:
    """'Adj Close' is adj_close."""
    return name.strip().lower().replace(" ", "_")


def _header_problems(header: list[str]) -> list[str]:
    missing = [f"line 1: the column {name} is missing" for name in ("date", "close") if name not in header]
    unknown = [f"line 1: the column {name!r} is not known" for name in header if name not in COLUMNS]
    twice = [f"line 1: the column {name} is there twice" for name in COLUMNS if header.count(name) > 1]
    return missing + unknown + twice


def _take(row: dict[str, str | None], bars: dict[date, Bar], problems: list[str], *, line: int) -> None:
    if row.get("close") == NOTHING:
        return
    try:
        bar = _bar(row)
        if bar.session_on in bars:
            problems.append(f"line {line}: {bar.session_on} is there twice")
        bars[bar.session_on] = bar
    except ValueError as error:
        problems.append(f"line {line}: {error}")


def _bar(row: dict[str, str | None]) -> Bar:
    if None in row or None in row.values():
        raise ValueError("the number of values differs from the header's")
    close = _price(row, "close")
    if close is None:
        raise ValueError("close is missing")
    bar = Bar(
        session_on=_day(row["date"] or ""),
        open=_price(row, "open"),
        high=_price(row, "high"),
        low=_price(row, "low"),
        close=close,
        adjusted_close=_price(row, "adj_close"),
        volume=_volume(row.get("volume") or ""),
    )
    if bar.high is not None and bar.low is not None and bar.high < bar.low:
        raise ValueError(f"high {bar.high} is below low {bar.low}")
    return bar


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"date {text!r} is not a day like 2025-10-20") from None


def _price(row: dict[str, str | None], column: str) -> Decimal | None:
    text = (row.get(column) or "").strip()
    if text in ("", NOTHING):
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{column} {text!r} is not a number") from None
    if not (price.is_finite() and MICRO <= price < LARGEST_PRICE):
        raise ValueError(f"{column} {text} is not a price above zero")
    return price.quantize(MICRO)


def _volume(text: str) -> int | None:
    if text.strip() in ("", NOTHING):
        return None
    try:
        volume = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"volume {text!r} is not a number") from None
    if not volume.is_finite() or volume < 0 or volume >= 2**63:
        raise ValueError(f"volume {text} is not a number of shares")
    return int(volume)
