"""What every price provider promises: the daily history of one ticker, or an error that names the case."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One finished session; only the close is sure. Prices in its currency, split-adjusted; volume in shares.

    `adjusted_close` has dividends added back. None means that the provider gave no figure, never zero.
    """

    session_on: date
    close: Decimal
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    adjusted_close: Decimal | None = None
    volume: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A split (new shares for an old one) or a dividend (per share), by the first session after it."""

    session_on: date
    kind: Literal["split", "dividend"]
    value: Decimal


@dataclass(frozen=True, slots=True)
class History:
    """What a provider has for a ticker over some days: finished bars in order, and what happened to the share."""

    bars: list[Bar] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)


class ProviderError(Exception):
    """A provider gave no bars; the message is a sentence for the price page."""


class UnknownTicker(ProviderError):
    """The provider does not know the ticker, or no longer."""


class RateLimited(ProviderError):
    """The provider asks to wait; `retry_after` in seconds where it says how long."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProviderUnreachable(ProviderError):
    """No answer, or none that can be used."""


class PriceProvider(Protocol):
    """Gives daily histories. Makes no promise about gaps: a session without trading has no bar."""

    name: ClassVar[str]

    def history(self, ticker: str, *, start: date, end: date) -> History:
        """Finished bars and actions from `start` to `end`, both included, in order; empty where there are none.

        The caller sets `end` to the last session that is over. Raises UnknownTicker, RateLimited, ProviderUnreachable.
        """
        ...
