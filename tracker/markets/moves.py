"""Moves too large to take on trust: from one close to the next one on record, splits on record left out.

Whether some news explains one is not known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Lag

from tracker.markets.models import ActionKind, CorporateAction, MoveCheck, PriceBar

# METHOD, data rules: a move of more than 60 % either way.
FALL: Final = Decimal("0.4")
RISE: Final = Decimal("1.6")


@dataclass(frozen=True, slots=True)
class Move:
    """A session's close against the one before it."""

    security_id: int
    session_on: date
    previous_close: Decimal
    close: Decimal

    @property
    def change(self) -> float:
        """As a fraction."""
        return float(self.close / self.previous_close - 1)


def large_moves(security_ids: Iterable[int] | None = None) -> list[Move]:
    """Every move of more than 60 % in a session without a split on record, of some securities or of all; one query."""
    bars = PriceBar.objects.all() if security_ids is None else PriceBar.objects.filter(security_id__in=security_ids)
    split = CorporateAction.objects.filter(
        security_id=OuterRef("security_id"), session_on=OuterRef("session_on"), kind=ActionKind.SPLIT
    )
    before = Window(Lag("close"), partition_by=F("security_id"), order_by=F("session_on").asc())
    far = bars.annotate(before=before).filter(Q(close__gt=F("before") * RISE) | Q(close__lt=F("before") * FALL))
    rows = far.order_by("security_id", "session_on").values_list("security_id", "session_on", "before", "close")
    unexplained = rows.annotate(is_split=Exists(split)).values_list(
        "security_id", "session_on", "before", "close", "is_split"
    )
    return [Move(pk, day, was, close) for pk, day, was, close, is_split in unexplained if not is_split]


def checks(moves: Iterable[Move]) -> dict[tuple[int, date], MoveCheck]:
    """Who found which of these moves genuine, by security and session. A check of other closes does not count."""
    wanted = {(move.security_id, move.session_on): move for move in moves}
    if not wanted:
        return {}
    found = MoveCheck.objects.filter(security_id__in={pk for pk, _day in wanted}).select_related("checked_by")
    by_move = {(check.security_id, check.session_on): check for check in found}
    return {
        key: by_move[key]
        for key, move in wanted.items()
        if key in by_move and (by_move[key].previous_close, by_move[key].close) == (move.previous_close, move.close)
    }
