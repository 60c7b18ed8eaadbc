"""Sites and towns that are not on record are found by the words around them, in every language; other names are not."""

import time

import pytest

from tests.extraction.books import bundled_book
from tests.extraction.test_reading_rules import read_text
from tracker.extraction.rules.passage import TEXT, prepare
from tracker.extraction.rules.place_names import site_names
from tracker.extraction.rules.place_words import begins_region, could_be_site, region_after, tables
from tracker.extraction.rules.setting import Setting

NEWS = "CleanSpark signs an AI lease"


def places(text: str, language: str = "en", headline: str = NEWS) -> list[str]:
    """Places read that are not on record, as printed."""
    return [fact.words for fact in read_text(headline, text, language).facts if fact.field == "place"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CleanSpark leased 90 MW at its Quill Hollow facility.", ["Quill Hollow"]),
        ("CleanSpark leased 90 MW at the Marlow Ridge data center campus.", ["Marlow Ridge"]),
        ("CleanSpark leased 90 MW at its Tilden, Ga., site for AI.", ["Tilden"]),
        ("CleanSpark will finish its 90 MW Quill Hollow AI site.", ["Quill Hollow"]),
        ("CleanSpark leased a substation at Quill Hollow for AI.", ["Quill Hollow"]),
        ("CleanSpark leased all of Quill Hollow, its 90 MW campus.", ["Quill Hollow"]),
        ("CleanSpark said talks on Tilden, Ohio, a 90 MW site for AI, go on.", ["Tilden"]),
        ("CleanSpark leased a site it calls Quill Hollow.", ["Quill Hollow"]),
        ("CleanSpark energized the first AI hall of Project Nimbus.", ["Project Nimbus"]),
        ("CleanSpark leased 90 MW of AI capacity at Granite Loom 2.", ["Granite Loom 2"]),
        ("CleanSpark leased space for AI at QH-2 for ten years.", ["QH-2"]),
        ("CleanSpark leased 90 MW for AI in Tilden, Pa., for ten years.", ["Tilden"]),
        ("CleanSpark leased 90 MW for AI at Quill Hollow near Tilden, Texas.", ["Quill Hollow", "Tilden"]),
        ("CleanSpark leased its Tilden and Marlow mines for AI.", ["Tilden", "Marlow"]),
        ("CleanSpark leased two sites, Quill Hollow and Tilden Flats, for AI.", ["Quill Hollow", "Tilden Flats"]),
        ("CleanSpark leased the Starling Data Center Campus for AI.", ["Starling"]),
        ("CleanSpark leased AI halls at three campuses: Tilden, Marlow and Bram.", ["Tilden", "Marlow", "Bram"]),
        ("CleanSpark has 90 MW for AI at Tilden and Marlow in Texas.", ["Tilden", "Marlow"]),
        ("CleanSpark said an AI tenant would take 90 MW at Quill Hollow.", ["Quill Hollow"]),
        ("CleanSpark raised money to complete Quill Hollow for an AI tenant.", ["Quill Hollow"]),
        ("CleanSpark closed the Quill Hollow purchase for an AI lease.", ["Quill Hollow"]),
    ],
)
def test_a_site_is_known_by_the_words_beside_it(text: str, names: list[str]) -> None:
    assert places(text) == names


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("CleanSpark loue 90 MW sur son site de Valbrune à un client de l'IA.", "fr", "Valbrune"),
        ("CleanSpark signe un bail pour l'IA. Le campus, baptisé Valbrune, comptera 90 MW.", "fr", "Valbrune"),
        ("CleanSpark a signé un bail pour 90 MW d'IA à Valbrune, dans l'Ohio.", "fr", "Valbrune"),
        ("CleanSpark vermietet am Standort Quarnbeck 90 MW an einen KI-Kunden.", "de", "Quarnbeck"),
        ("CleanSpark vermietet 90 MW im Quarnbeck-Campus an einen KI-Kunden.", "de", "Quarnbeck"),
        ("CleanSpark vermietet 90 MW für KI in Quarnbeck im US-Bundesstaat Ohio.", "de", "Quarnbeck"),
        ("CleanSpark baut im kanadischen Quarnbeck ein Rechenzentrum für KI.", "de", "Quarnbeck"),
        ("CleanSpark alquila 90 MW en su campus de Valdemora a un cliente de IA.", "es", "Valdemora"),
        ("CleanSpark alquila 90 MW para IA en Valdemora (Texas).", "es", "Valdemora"),
        ("CleanSpark vai alugar 90 MW em seu campus de Serrinha a um cliente de IA.", "pt", "Serrinha"),
        ("CleanSpark vai alugar 90 MW para IA em Serrinha, no Texas.", "pt", "Serrinha"),
        ("CleanSpark affitta 90 MW nel sito di Montefosco a un cliente dell'IA.", "it", "Montefosco"),
        ("CleanSpark affitta 90 MW per l'IA ad Arcidosa, nell'Ohio.", "it", "Arcidosa"),
        ("クリーンスパークはテキサス州クイルホローでAI企業に90メガワットを賃貸する。", "ja", "クイルホロー"),
        ("クリーンスパークは「クイルホロー」キャンパスをAI企業に賃貸する。", "ja", "クイルホロー"),
        ("クリーンスパークはデータセンター「クイルホロー」をAI企業に賃貸する。", "ja", "クイルホロー"),
        ("クリーンスパークはQuill HollowデータセンターをAI企業に賃貸する。", "ja", "Quill Hollow"),
        ("クリーンスパークはクイルホロー・キャンパスをAI企業に賃貸する。", "ja", "クイルホロー"),
        ("比特小鹿位于俄亥俄州的Quill Hollow园区将出租90兆瓦给AI客户。", "zh", "Quill Hollow"),
        ("比特小鹿將於德州Quill Hollow向AI客戶出租90兆瓦資料中心。", "zh", "Quill Hollow"),
        ("比特小鹿将在得克萨斯州奎尔霍洛向AI客户出租90兆瓦。", "zh", "奎尔霍洛"),
        ("比特小鹿将挪威科洛姆矿场改建为AI数据中心。", "zh", "科洛姆"),
    ],
)
def test_a_site_is_known_in_every_language(text: str, language: str, name: str) -> None:
    headlines = {"ja": "クリーンスパーク、AI企業に90MWを賃貸", "zh": "比特小鹿签署AI数据中心租约"}
    assert places(text, language, headlines.get(language, NEWS)) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "CleanSpark, based in Tilden, Texas, signed an AI lease.",
        "TILDEN, Texas -- CleanSpark signed an AI lease.",
        "The Tilden-based miner CleanSpark signed an AI lease.",
        "CleanSpark signed an AI lease. Shares rose 9% in New York on Monday.",
        "CleanSpark signed an AI lease. Example Cloud, a data center developer, is the tenant.",
        "CleanSpark signed an AI lease. Analysts at Exemplar Securities like the data center.",
        "CleanSpark bought a stake in Exemplar, which runs AI.",
        "CleanSpark leases space for AI in Bell's Winniford data center.",
        "CleanSpark leases 90 MW to Exemplar for AI. Exemplar data center leases are long.",
        "CleanSpark fills data centers with GB300 racks for AI.",
        "CleanSpark finished its AI site in March, Washington said.",
        "Old mines give way to AI, CleanSpark said.",
    ],
)
def test_other_names_are_no_sites(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("CleanSpark s'associe à Nuage Exemple pour un centre de données d'IA.", "fr"),
        ("CleanSpark nimmt ein KI-Rechenzentrum in Planung und eines in Betrieb.", "de"),
        ("CleanSpark vermietet ein Rechenzentrum. Die Aktie stieg in Frankfurt um 5 Prozent.", "de"),
        ("CleanSpark alquila para IA. Las acciones subieron en Nueva York.", "es"),
    ],
)
def test_other_names_are_no_sites_in_other_languages(text: str, language: str) -> None:
    assert places(text, language) == []


def test_an_earlier_job_is_no_site() -> None:
    text = (
        "CleanSpark named Jane Porter, recently at Exemplar Realty. She ran the Ashfield campus and centers at Foobar."
    )
    assert places(text, headline="CleanSpark hires Jane Porter as AI chief") == []


def test_a_headline_in_title_case_names_no_site_by_itself() -> None:
    assert places("CleanSpark signed it.", headline="CleanSpark Signs Landmark AI Campus Lease At Quill Hollow") == []
    text = "CleanSpark said an AI tenant would take 90 MW at Quill Hollow."
    assert places(text, headline="CleanSpark Signs AI Lease at Quill Hollow") == ["Quill Hollow"]


def test_a_site_beside_one_on_record_is_found_with_it() -> None:
    found = read_text(NEWS, "CleanSpark leased AI halls at Sandersville and Quill Hollow.")
    words = {fact.words: fact.field for fact in found.facts if fact.field in ("site", "place")}
    assert words == {"Sandersville": "site", "Quill Hollow": "place"}


def test_where_a_site_is_on_record_weak_signs_count_for_nothing() -> None:
    text = "CleanSpark leased an AI hall at its Sandersville site. More AI halls may rise at Quill Hollow."
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "is_region"),
    [
        (", North Dakota", True), (", N.D.", True), (" (TX)", True), (", dans le Kentucky", True),
        (" im US-Bundesstaat Ohio", True), (", nell'Ohio", True), (", Monday", False), (", the company", False),
    ],
)  # fmt: skip
def test_regions_are_known_as_agencies_and_other_languages_write_them(text: str, is_region: bool) -> None:
    assert (region_after(text, 0) is not None) is is_region


@pytest.mark.parametrize("name", ["Texas", "West Texas", "GB300", "Exemplar Capital", "Tilden-based", "Phase 2", "US"])
def test_terms_of_the_trade_could_be_no_site(name: str) -> None:
    assert not could_be_site(name, "en")


def test_a_region_of_several_words_is_one() -> None:
    assert begins_region("Caroline du Nord", 0)
    assert not begins_region("Quill Hollow", 0)


def test_no_word_beside_sites_was_taken_for_a_truth_value() -> None:
    """YAML reads a bare on or no as true or false; `fold` would raise, but only when a text is read."""
    assert all(isinstance(word, str) for words in tables().values() for word in words)


@pytest.mark.parametrize(
    "unit",
    [
        "Aa ",
        "Aa and ",
        "Aa, ",
        "at Aa ",
        "site Aa ",
        "Aa site ",
        "Aa, a site ",
        "Aa, Ohio, ",
        "1 MW at Aa ",
        "x called Aa ",
    ],
)
def test_time_grows_with_the_length_of_the_text(unit: str) -> None:
    setting = Setting("lease", "CLSK", [], bundled_book(), frozenset())
    taken = []
    for length in (3_000, 24_000):
        passage = prepare(TEXT, (unit * length)[:length], "en")
        started = time.perf_counter()
        site_names(passage, setting)
        taken.append(time.perf_counter() - started)
    assert taken[1] < max(0.5, 30 * taken[0])
