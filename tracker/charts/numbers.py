"""How figures are written, everywhere: signs, units, rounding. Plain text out, one style for pages and charts.

A change carries its sign (U+2212 for minus) and U+202F before the percent sign; money has three figures.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NARROW_SPACE: Final = "\u202f"
MINUS: Final = "\u2212"
SCALES: Final = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K"))
LEAST_P: Final = 0.001

Number = Decimal | float | int


def exact(value: Number) -> Decimal:
    """The number as it is printed: a float by its shortest form, so that 0.0448 is not 0.04479999."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Number, places: int) -> Decimal:
    """Half up, as readers round; minus zero becomes zero."""
    result = exact(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def signed(value: Number, places: int) -> str:
    """'+4.48', '−1.50', and an unsigned '0.00' where nothing is left after rounding."""
    number = rounded(value, places)
    sign = "+" if number > 0 else MINUS if number < 0 else ""
    return f"{sign}{abs(number):,f}"


def signed_pct(fraction: Number, places: int = 2) -> str:
    """A change given as a fraction: 0.0448 is '+4.48 %'."""
    return f"{signed(exact(fraction) * 100, places)}{NARROW_SPACE}%"


def pct_points(points: Number) -> str:
    """A change given in percent, with the digits it was printed with: 11 is '+11 %', 4.500 is '+4.5 %'."""
    number = trimmed(exact(points))
    places = max(0, -int(number.as_tuple().exponent))
    return f"{signed(number, places)}{NARROW_SPACE}%"


def trimmed(value: Decimal, least: int = 0) -> Decimal:
    """Zeros at the end cut off, but at least so many decimals kept."""
    places = max(least, -int(value.normalize().as_tuple().exponent))
    return value.quantize(Decimal(1).scaleb(-places))


def grouped(value: Number) -> str:
    """Thousands apart, zeros at the end cut off: 1000.000 is '1,000', 7.200 is '7.2'."""
    return f"{trimmed(exact(value)):,f}"


def price(value: Number, currency: str = "USD") -> str:
    """A share price as quoted: '$19.525', '$20.40'; from 10,000 on without decimals: '$84,035'."""
    number = exact(value)
    text = f"{rounded(number, 0):,f}" if abs(number) >= 10_000 else f"{trimmed(rounded(number, 4), 2):,f}"
    return money_sign(currency) + text


def money_sign(currency: str) -> str:
    """'$' for US dollars, the code and a space for others."""
    return "$" if currency in ("USD", "") else f"{currency}{NARROW_SPACE}"


def money(value: Number, currency: str = "USD") -> str:
    """An amount with three figures and its scale: '$1.15 B', '$87.3 M'."""
    amount, unit = scaled(value)
    return f"{money_sign(currency)}{amount}{NARROW_SPACE + unit if unit else ''}"


def scaled(value: Number) -> tuple[str, str]:
    """An amount cut to three figures and the letter of its scale ('' below a thousand)."""
    number = exact(value)
    for size, unit in SCALES:
        if abs(number) >= size:
            return three_figures(number / size), unit
    return grouped(rounded(number, 2)), ""


def three_figures(number: Decimal) -> str:
    """Three significant figures, no zeros at the end: 1.1499 is '1.15', 220 is '220'."""
    places = max(0, 3 - len(str(int(abs(number)))))
    return grouped(rounded(number, places))


def shares(value: int) -> str:
    """A count of shares: '44.5 M'."""
    amount, unit = scaled(value)
    return f"{amount}{NARROW_SPACE}{unit}" if unit else amount


def p_value(p: float) -> str:
    """A chance as the field writes it: '.025', '<.001', '1.000'."""
    if p < LEAST_P:
        return "<.001"
    text = f"{rounded(p, 3)}"
    return text[1:] if text.startswith("0.") else text


def ratio(value: Number) -> str:
    """A multiple of something usual: '1.09×'."""
    return f"{rounded(value, 2)}×"


def printed(pct: Number | None, near: Number | None, words: str = "") -> str:
    """The figures of a share move as printed, '+11 %, $21.86': short enough for a row. Its words where it has none."""
    figures = [pct_points(pct) if pct is not None else "", price(near) if near is not None else ""]
    return ", ".join(figure for figure in figures if figure) or words
