"""A study's figures made by hand, small enough to count with the fingers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from tracker.reactions.study_view import (
    CellView,
    EventView,
    GroupView,
    ModelView,
    PathView,
    PlaceboView,
    PointView,
    SampleView,
    ScatterView,
    StudyView,
    Window,
    WindowView,
)

TAUS: Final = tuple(range(-10, 11))
WINDOWS: Final[tuple[Window, ...]] = (
    (0, 0),
    (0, 1),
    (-1, 1),
    (-2, 2),
    (-5, 5),
    (0, 5),
    (0, 10),
    (-10, -1),
    (-10, 10),
)


def window_view(window: Window, car: float | None, *flags: str) -> WindowView:
    """One event over one window with a standard error of 2 %."""
    return WindowView(
        window=window,
        car=car,
        se=None if car is None else 0.02,
        t=None if car is None else car / 0.02,
        p=0.1,
        p_sq=0.2,
        bhar=car,
        is_complete=car is not None,
        flags=flags,
    )


def event_view(number: int, car: float | None = 0.05, **changes: object) -> EventView:
    """A lease of CLSK, or what `changes` make of it."""
    made = EventView(
        event_id=f"event-{number}",
        announcement_id=number,
        slug=f"event-{number}",
        title=f"Lease number {number}",
        others=(),
        company_key="CLSK",
        ticker="CLSK",
        company_name="CleanSpark, Inc.",
        kinds=("lease",),
        scope="ai_hpc",
        announced_on=date(2025, 10, 20),
        announced_at=None,
        session_on=date(2025, 10, 20),
        phase="date_only",
        raw=0.0448,
        gap=0.0873,
        intraday=-0.039,
        volume_ratio=1.09,
        alpha=0.001,
        betas={"SPY": 1.5, "BTC": 0.8},
        sigma=0.04,
        r2=0.4,
        n=110,
        df=107,
        quality="normal",
        windows=tuple(window_view(window, car) for window in WINDOWS),
        ar=(0.01,) * 21,
        se_ar=(0.04,) * 21,
        path=tuple(0.01 * (at + 1) for at in range(21)),
        flags=("date_only",),
        is_in_all=True,
        is_in_clean=False,
        capacity_mw=Decimal(100 + number),
        capacity_basis="gross",
        value_usd=None,
        value_counts="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def cell_view(window: Window, n: int, **changes: object) -> CellView:
    """A mean of 6 % over some events; under five there is no mean, band or test."""
    few = n < 5
    made = CellView(
        window=window,
        n=n,
        n_firms=min(n, 2),
        n_positive=n - 1 if n else 0,
        caar=0.061 if n else None,
        median=0.04 if n else None,
        sd=0.05 if n > 1 else None,
        test="none" if few else "permutation" if n < 10 else "kp",
        p=None if few else 0.031,
        q=None if few or window == (0, 1) else 0.2,
        band=None if few else (-0.01, 0.13),
        mde=None if few else 0.081,
        is_headline=window == (0, 1),
        tests={}
        if few
        else {
            "t_cs": 2.1,
            "t_cs_p": 0.06,
            "patell_z": 1.96,
            "patell_p": 0.05,
            "kp_t": 2.24,
            "kp_p": 0.031,
            "sign_p": 0.07,
        },
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def group_view(by: str, value: str, label: str, n: int) -> GroupView:
    """A group over all windows."""
    key = f"{by}={value}" if value else by
    cells = tuple(cell_view(window, n) for window in WINDOWS)
    return GroupView(key=key, by=by, value=value, label=label, n_events=n, n_firms=min(n, 2), cells=cells)


def sample_view(key: str, n: int) -> SampleView:
    """All leases of one company."""
    band: tuple[float | None, ...] = (0.02,) * 21 if n >= 5 else (None,) * 21
    path = PathView(taus=TAUS, caar=(0.01,) * 21, low=band, high=band, aar=(0.001,) * 21, n=(n,) * 21)
    points = tuple(PointView(event_id=f"event-{at}", size=Decimal(100 + at), car=0.05, se=0.02) for at in range(n))
    scatter = ScatterView(measure="mw", basis="gross", label="MW gross", points=points, rho=0.4, p=0.3)
    groups = (
        group_view("all", "", "All", n),
        group_view("kind", "lease", "Lease", n),
        group_view("company", "CLSK", "CLSK", n),
    )
    return SampleView(
        key=key,
        label=key.title(),
        sentence=f"{n} leases",
        n_events=n,
        n_firms=1,
        family=26,
        groups=groups,
        path=path,
        scatters=(scatter,) if n else (),
    )


def study_view(n: int = 6, *, query: Mapping[str, str] | None = None, problems: Sequence[str] = ()) -> StudyView:
    """A study of n leases of one company, none of them clean."""
    model = ModelView(
        key="spy_btc",
        label="SPY + BTC",
        note="",
        is_chosen=True,
        is_available=True,
        n=n,
        caar=0.061,
        band=(-0.01, 0.13),
    )
    fund = ModelView(key="wgmi", label="WGMI", note="contains this stock", is_chosen=False, is_available=False)
    return StudyView(
        sentence=f"{n} leases: +6.1 % over 0 to +1",
        problems=tuple(problems),
        query=query or {},
        anchor="news",
        model=model,
        factor_names=("SPY", "BTC"),
        btc_alignment="utc_daily_with_lag",
        windows=WINDOWS,
        taus=TAUS,
        all=sample_view("all", n),
        clean=sample_view("clean", 0),
        events=tuple(event_view(at) for at in range(n)),
        excluded=(),
        models=(model, fund),
        placebo=PlaceboView(
            window=(0, 1), observed=0.061 if n else None, draws=(0.0, 0.01, -0.02) if n else (), p=0.02, seed=1
        ),
        flag_counts={"date_only": n},
        method_version="1",
        price_vintage="abcdef0123456789",
        prices_until=date(2026, 9, 25),
        sample_hash="0" * 16,
    )
