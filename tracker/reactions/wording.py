"""The words of a claim check, in the reader's language: what the tape shows, never that somebody was wrong."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.reactions import claims
from tracker.reactions.claims import Reading, Result, Tape

NARROW_SPACE: Final = "\u202f"
MINUS: Final = "\u2212"
HUNDRED: Final = Decimal(100)
CENT: Final = Decimal("0.01")

LABELS: Final = {
    claims.HOLDS_AT_CLOSE: gettext_lazy("Holds at the close"),
    claims.INTRADAY_ONLY: gettext_lazy("Intraday only"),
    claims.NOT_BORNE_OUT: gettext_lazy("Not borne out"),
    claims.OFF_SESSION: gettext_lazy("Off session"),
    claims.NO_PRICES: gettext_lazy("No prices"),
}
LEADS: Final = {
    claims.HOLDS_AT_CLOSE: gettext_lazy("The close bears this out."),
    claims.INTRADAY_ONLY: gettext_lazy("The share traded there during the session, but did not close there."),
    claims.NOT_BORNE_OUT: gettext_lazy("The session does not bear this out."),
    claims.OFF_SESSION: gettext_lazy(
        "This speaks of trading outside the session, which daily prices do not show: it cannot be tested here."
    ),
    claims.NO_PRICES: gettext_lazy("There are not enough prices of that session to test this."),
}


def label(result: Result) -> str:
    """The verdict in two or three words."""
    return str(LABELS[result.verdict])


def sentence(result: Result) -> str:
    """The whole check in plain sentences: the verdict, each printed figure, and what the session did."""
    parts = [str(LEADS[result.verdict]), *(reading_sentence(reading) for reading in result.readings)]
    if result.tape is not None:
        parts.append(tape_sentence(result.tape))
    return " ".join(parts)


def reading_sentence(reading: Reading) -> str:
    """One printed figure, what it implies, and where the session puts it."""
    words = {
        claims.HOLDS_AT_CLOSE: _("%(printed)s is %(implied)s: at the close, within half a point."),
        claims.INTRADAY_ONLY: _("%(printed)s is %(implied)s: inside the session’s range, away from the close."),
        claims.NOT_BORNE_OUT: _("%(printed)s is %(implied)s: outside the session’s range."),
        claims.NO_PRICES: _("%(printed)s is %(implied)s: not at the close, and the session’s range is not known."),
    }[reading.verdict]
    move = printed_pct(reading.pct)
    if reading.printed == "price":
        return words % {"printed": dollars(reading.price), "implied": move}
    # What a rounded percentage implies is not exact to the fourth place: cents are enough from a dollar on.
    return words % {"printed": move, "implied": dollars(round(reading.price, 2 if reading.price >= 1 else 4))}


def tape_sentence(tape: Tape) -> str:
    """What the session did, as far as its bar goes."""
    known = {
        "close": dollars(tape.close),
        "close_move": signed_pct(tape.close_move),
        "previous": dollars(tape.previous_close),
    }
    if tape.open_move is None or tape.high_move is None or tape.low_move is None:
        return _("The share closed at %(close)s, %(close_move)s over the close before, %(previous)s.") % known
    return _(
        "The share closed at %(close)s, %(close_move)s over the close before, %(previous)s; it opened at %(open)s "
        "(%(open_move)s) and ranged from %(low)s (%(low_move)s) to %(high)s (%(high_move)s)."
    ) % {
        **known,
        "open": dollars(tape.open),
        "open_move": signed_pct(tape.open_move),
        "low": dollars(tape.low),
        "low_move": signed_pct(tape.low_move),
        "high": dollars(tape.high),
        "high_move": signed_pct(tape.high_move),
    }


def signed_pct(fraction: float) -> str:
    """A fraction as a percentage with its sign: 0.0448 is +4.48 %."""
    return _signed((Decimal(str(fraction)) * HUNDRED).quantize(CENT))


def printed_pct(pct: Decimal) -> str:
    """A percentage with as many places as it was printed with, two at most: 11 is +11 %."""
    exponent = pct.normalize().as_tuple().exponent
    places = min(max(-exponent, 0), 2) if isinstance(exponent, int) else 0
    return _signed(pct.quantize(Decimal(1).scaleb(-places)))


def dollars(price: Decimal | None) -> str:
    """A price with two to four places, as quoted: $20.40, $19.525. Every price here is of a New York listing."""
    if price is None:
        return _("not known")
    text = format(price.quantize(Decimal("0.0001")).normalize(), "f")
    whole, _dot, places = text.partition(".")
    return f"${int(whole):,}.{places.ljust(2, '0')}"


def _signed(value: Decimal) -> str:
    sign = "" if value == 0 else "+" if value > 0 else MINUS
    return f"{sign}{format(abs(value), 'f')}{NARROW_SPACE}%"
