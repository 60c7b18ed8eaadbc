"""Sites named for something else than the event are left out; those of the event are found wherever they stand."""

import pytest

from tests.extraction.test_reading_rules import read_text

NEWS = "CleanSpark signs an AI lease"


def places(text: str, language: str = "en", headline: str = NEWS) -> list[str]:
    """All sites and places, as printed."""
    facts = read_text(headline, text, language).facts
    return [fact.words for fact in facts if fact.field in ("site", "place")]


@pytest.mark.parametrize(
    "text",
    [
        "CleanSpark leased 90 MW for AI. Rent starts soon. It is still mining bitcoin at Sandersville.",
        "CleanSpark leased 90 MW for AI. Rent starts soon. Elsewhere, it already has a tenant at Sandersville.",
        "SANDERSVILLE, Ga. -- CleanSpark leased 90 MW for AI.",
        "CleanSpark leased 90 MW for AI. The shares closed in New York.",
        "CleanSpark leased 90 MW for AI beyond 4 EH/s of mining. Beyond 4 EH/s it has a campus.",
        "CleanSpark leased 90 MW for AI to a firm. Rent starts soon. Its Paraguayan mine was sold.",
    ],
)
def test_old_news_at_the_end_names_no_site(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("CleanSpark signe un bail pour l'IA. Le loyer court en mai. Le groupe mine encore à Sandersville.", "fr"),
        ("CleanSpark vermietet für KI. Die Miete fließt sofort. In Sandersville schürft man weiterhin Bitcoin.", "de"),
        ("CleanSpark alquila para IA. La renta corre desde mayo. También mina en Sandersville.", "es"),
    ],
)
def test_old_news_is_told_in_every_language(text: str, language: str) -> None:
    assert places(text, language) == []


def test_a_late_word_of_what_will_happen_there_counts() -> None:
    text = "CleanSpark leased GPUs for AI. Rent starts soon. The racks will be installed at Sandersville."
    assert places(text) == ["Sandersville"]


@pytest.mark.parametrize(
    ("headline", "text", "language", "name"),
    [
        ("CleanSpark leases AI halls to a client at Tilden", "CleanSpark signed the lease.", "en", "Tilden"),
        ("Tilden: CleanSpark leases AI halls", "CleanSpark leased halls to a client; Tilden is full.", "en", "Tilden"),
        ("CleanSpark loge un client de l'IA à Valbrune", "CleanSpark a signé un bail.", "fr", "Valbrune"),
        ("CleanSpark vermietet KI-Halle in Quarnbeck", "CleanSpark hat unterschrieben.", "de", "Quarnbeck"),
    ],
)
def test_a_headline_tells_where(headline: str, text: str, language: str, name: str) -> None:
    assert places(text, language, headline) == [name]


def test_a_plain_noun_before_a_colon_is_no_site() -> None:
    assert places("CleanSpark a signé un bail pour l'IA.", "fr", "Énergie : CleanSpark signe un bail pour l'IA") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("TILDEN, Ohio -- County commissioners heard CleanSpark on its AI data center.", ["TILDEN"]),
        ("CleanSpark leased 24 servers for AI housed at Tilden for a year.", ["Tilden"]),
        ("CleanSpark bought 44 acres of Tilden for AI.", ["Tilden"]),
        ("CleanSpark leased 90 MW for AI in Larrow County.", ["Larrow County"]),
    ],
)
def test_a_place_is_known_for_want_of_a_better_one(text: str, names: list[str]) -> None:
    assert places(text) == names


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("クリーンスパークのクイル・ホローで、AI企業に90メガワットを賃貸する。", "ja", ["クイル・ホロー"]),
        ("クリーンスパークはクイルホロー構内の90メガワットをAI企業に賃貸する。", "ja", ["クイルホロー"]),
        ("クリーンスパークはオハイオ州西部のクイルホローで90メガワットをAI企業に賃貸する。", "ja", ["クイルホロー"]),
        ("クリーンスパークはクイルホロー2でAI企業に90メガワットを賃貸する。", "ja", ["クイルホロー2"]),
        ("クリーンスパークは欧州ネオクラウドに90メガワットを賃貸する。", "ja", []),
        ("比特小鹿将出租俄亥俄州马尔登镇与科洛姆的90兆瓦AI数据中心。", "zh", ["马尔登镇", "科洛姆"]),
        ("比特小鹿阿拉巴马园区将出租90兆瓦给AI客户。", "zh", []),
    ],
)
def test_names_are_found_where_nothing_stands_between_words(text: str, language: str, names: list[str]) -> None:
    headlines = {"ja": "クリーンスパーク、AI企業に90MWを賃貸", "zh": "比特小鹿签署AI数据中心租约"}
    assert places(text, language, headlines[language]) == names
