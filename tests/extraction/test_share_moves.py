"""What the shares did, told in many ways and languages, and what is no move of theirs."""

from decimal import Decimal

import pytest

from tests.extraction.test_reading_rules import read_text
from tracker.extraction.rules.moves import Move

NEWS = "CleanSpark leases 90 MW of an AI data center to Tessel Compute"


def told(text: str, language: str = "en") -> Move | None:
    return read_text(NEWS, text, language).move


@pytest.mark.parametrize(
    ("language", "text", "pct"),
    [
        ("en", "Shares fell 9% to $3.01 as dilution sank in.", "-9"),
        ("en", "Down 3% premarket.", "-3"),
        ("en", "CLSK: -11% on dilution worries.", "-11"),
        ("en", "The stock rose 3.3% to $16.12; it has more than tripled this year.", "3.3"),
        ("en", "CleanSpark, majority owner of American Bitcoin, jumped 18%.", "18"),
        ("fr", "Le titre glisse de 5,8 %, à 8,77 dollars.", "-5.8"),
        ("fr", "Recul de 12 % du titre.", "-12"),
        ("fr", "Clôture : +7 %.", "7"),
        ("fr", "Le marché répond par un +3,9 %.", "3.9"),
        ("fr", "L'action a reculé de plus de 5 % jeudi.", "-5"),
        ("de", "Aktionäre freuten sich über ein Plus von 6,7 %.", "6.7"),
        ("de", "Die Papiere schossen zeitweise um 24 % nach oben.", "24"),
        ("es", "Los ingresos bajaron un 28% y el título perdió un 11%.", "-11"),
        (
            "pt",
            "As ações da mineradora subiram 12%, para US$ 4,20, na bolsa de Nova York; no ano, acumulam alta de 180%.",
            "12",
        ),
        ("it", "Da inizio anno il titolo resta in calo del 40%. Ieri il titolo è salito del 5%.", "5"),
        ("ja", "同社の株価は一時2割超上げた。", "20"),
        ("zh", "该公司股价盘前大涨约两成。", "20"),
    ],
)
def test_a_move_is_read(language: str, text: str, pct: str) -> None:
    move = told(text, language)
    assert move is not None
    assert move.pct == Decimal(pct)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "CleanSpark has raised 40% of the walls."),
        ("en", "Since January the stock is up 40%."),
        ("en", "CleanSpark buys servers from Dell, whose shares rose 4%."),
        ("en", "Bitcoin: -5%."),
        ("en", "Revenue rose 4%."),
        ("en", "Example Foods tumbled 41%."),
        ("fr", "Hôtel Exemple s'est envolé de 22 %."),
        ("fr", "CleanSpark prend 64 % d'Exaion."),
        ("de", "CleanSpark darf bis zu 50 Prozent mitinvestieren."),
        ("zh", "公司于第一成立日发布公告。"),
    ],
)
def test_what_is_no_move_of_the_shares_is_left_out(language: str, text: str) -> None:
    move = told(text, language)
    assert move is None or move.pct is None


@pytest.mark.parametrize(
    ("language", "text", "price"),
    [
        ("en", "CLSK slid 4.8% to 62 cents.", "0.62"),
        ("en", "CLSK closed unchanged at $1.31.", "1.31"),
        ("en", "CleanSpark last changed hands at $1.31.", "1.31"),
        ("en", "Shares went from $1.02 to $1.19.", "1.19"),
        ("en", "CLSK rose four cents to $1.01.", "1.01"),
        ("en", "After-hours price: $9.90.", "9.90"),
        ("en", "CLSK: $14.10, no change.", "14.10"),
        ("en", "Shares were 2.1% higher at $3.09, bitcoin at $87,400.", "3.09"),
        ("fr", "À 14,90 dollars, l'action valait 2 % de plus que la veille.", "14.90"),
        ("fr", "CleanSpark recule à 0,61 dollar.", "0.61"),
        ("de", "Der Kurs liegt bei 0,52 US-Dollar.", "0.52"),
        ("es", "Las acciones cerraron en $10,14.", "10.14"),
        ("ja", "株価は8%高の13.58ドルで引けた。", "13.58"),
        ("zh", "该公司股价收涨11.5%,报67.75美元。", "67.75"),
    ],
)
def test_a_price_is_read(language: str, text: str, price: str) -> None:
    move = told(text, language)
    assert move is not None
    assert move.price == Decimal(price)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "CleanSpark unloaded 3.9 million shares at $21.50."),
        ("en", "Tessel Compute has a right to buy up to 30 million CleanSpark shares at $70."),
        ("en", "CleanSpark added GPUs at $3.50 an hour."),
        ("en", "CleanSpark's power costs rose to 3 cents per kWh."),
        ("fr", "Les dettes de CleanSpark s'échangent à 82 cents."),
        ("fr", "CleanSpark a placé des actions à 4,20 dollars, prix d'émission."),
    ],
)
def test_what_is_no_price_of_a_share_is_left_out(language: str, text: str) -> None:
    move = told(text, language)
    assert move is None or move.price is None
