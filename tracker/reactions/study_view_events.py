"""One event of a study as plain frozen data: its windows, its path, its flags. The units are those of `study_view`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

Window = tuple[int, int]

HEADLINE: Final[Window] = (0, 1)


class Packed:
    """Makes a dataclass with slots quick to pickle: its values in the order of its fields. Studies hold thousands."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (type(self), _values_of(type(self))(self))


_GETTERS: Final[dict[type, "attrgetter[Any]"]] = {}


def _values_of(cls: type[Packed]) -> "attrgetter[Any]":
    if cls not in _GETTERS:
        _GETTERS[cls] = attrgetter(*cls.__slots__)
    return _GETTERS[cls]


def _unpacked(cls: type[Packed], values: tuple[Any, ...]) -> Packed:
    made = object.__new__(cls)
    for name, value in zip(cls.__slots__, values, strict=True):
        object.__setattr__(made, name, value)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """One event over one window: `t` has `EventView.df` degrees of freedom, `p_sq` is the rank among its own residuals.

    `flags` are those of this window only (`partial`, `earnings`…). Of an incomplete window `car` is the sum so
    far; it is in no mean.
    """

    window: Window
    car: float | None
    se: float | None
    t: float | None
    p: float | None
    p_sq: float | None
    bhar: float | None
    is_complete: bool
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Windows(Packed):
    """One event's windows, kept as rows of figures: thousands of events are listed, few are looked at.

    A figure row is (car, se, t, p, p_sq, bhar). Reads like a tuple of WindowView.
    """

    names: tuple[Window, ...]
    figures: tuple[tuple[float | None, ...], ...]
    complete: tuple[bool, ...]
    flags: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[WindowView]:
        return (self[at] for at in range(len(self.names)))

    def __getitem__(self, at: int) -> WindowView:
        car, se, t, p, p_sq, bhar = self.figures[at]
        return WindowView(
            window=self.names[at],
            car=car,
            se=se,
            t=t,
            p=p,
            p_sq=p_sq,
            bhar=bhar,
            is_complete=self.complete[at],
            flags=self.flags[at],
        )

    def of(self, window: Window) -> WindowView:
        """One window by its sessions. Raises ValueError for one that was not measured."""
        return self[self.names.index(window)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView(Packed):
    """One event: a firm and a session, with every announcement that falls on it.

    `windows`: nine, in the order of `StudyView.windows`. `ar`, `se_ar` and `path`: 21 values for the sessions of
    `StudyView.taus`; `path` is the running sum of `ar` from the first session on. `raw`, `gap`, `intraday` and
    `volume_ratio` come from the stored reaction of the first announcement.
    """

    event_id: str
    announcement_id: int
    slug: str
    title: str
    others: tuple[str, ...]  # slugs of further announcements of the same firm and session
    company_key: str
    ticker: str
    company_name: str
    kinds: tuple[str, ...]
    scope: str
    announced_on: date
    announced_at: datetime | None
    session_on: date
    phase: str
    raw: float | None
    gap: float | None
    intraday: float | None
    volume_ratio: float | None
    alpha: float | None
    betas: Mapping[str, float | None]  # by factor name
    sigma: float | None
    r2: float | None
    n: int
    df: int
    quality: str  # normal, low_confidence, adjusted, unusable
    windows: Windows | Sequence[WindowView]
    ar: tuple[float | None, ...]
    se_ar: tuple[float | None, ...]
    path: tuple[float | None, ...]
    flags: tuple[str, ...]
    is_in_all: bool  # counts in the sample "all" (a follow-up that was dropped does not)
    is_in_clean: bool
    capacity_mw: Decimal | None
    capacity_basis: str
    value_usd: Decimal | None
    value_counts: str

    @property
    def headline(self) -> WindowView:
        """The window that was declared beforehand."""
        if isinstance(self.windows, Windows):
            return self.windows.of(HEADLINE)
        return next(one for one in self.windows if one.window == HEADLINE)
