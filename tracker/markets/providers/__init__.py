"""Price providers behind one promise (promise.py). A new one: its module, and a line in PROVIDERS and in settings."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tracker.markets.providers.csvfiles import CsvProvider
from tracker.markets.providers.promise import (
    Action,
    Bar,
    History,
    PriceProvider,
    ProviderError,
    ProviderUnreachable,
    RateLimited,
    UnknownTicker,
)
from tracker.markets.providers.yahoo import YahooProvider

__all__ = [
    "PROVIDERS",
    "Action",
    "Bar",
    "CsvProvider",
    "History",
    "PriceProvider",
    "ProviderError",
    "ProviderUnreachable",
    "RateLimited",
    "UnknownProvider",
    "UnknownTicker",
    "YahooProvider",
    "make",
]

PROVIDERS: Final[dict[str, Callable[[Path, Path], PriceProvider]]] = {
    CsvProvider.name: lambda csv_dir, _cache_dir: CsvProvider(csv_dir),
    YahooProvider.name: lambda _csv_dir, cache_dir: YahooProvider(cache_dir=cache_dir),
}


class UnknownProvider(ValueError):
    """No provider has that name."""


def make(name: str, *, csv_dir: Path, cache_dir: Path) -> PriceProvider:
    """The provider of that name. `csv_dir` holds price files, `cache_dir` what Yahoo's client may remember."""
    if name not in PROVIDERS:
        raise UnknownProvider(f"There is no price provider {name!r}. Choose one of: {', '.join(sorted(PROVIDERS))}.")
    return PROVIDERS[name](csv_dir, cache_dir)
