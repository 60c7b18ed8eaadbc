"""Who is named with a post, comes, goes or leads, in several languages, and who is somebody else's."""

import pytest

from tests.extraction.test_reading_rules import read_text

NEWS = "CleanSpark leases 90 MW to an AI tenant"


def names_in(text: str, language: str = "en", headline: str = NEWS) -> list[str]:
    return [one.name for one in read_text(headline, text, language).people]


def titles_in(text: str, language: str = "en") -> list[str]:
    return [one.title for one in read_text(NEWS, text, language).people]


@pytest.mark.parametrize(
    ("text", "language", "name", "title"),
    [
        (
            'CleanSpark agreed. "It fits," said Ada Vexley, head of infrastructure partnerships.',
            "en",
            "Ada Vexley",
            "head of infrastructure partnerships",
        ),
        (
            "CleanSpark agreed, vice president of development Bo Tarrin told the meeting.",
            "en",
            "Bo Tarrin",
            "vice president of development",
        ),
        ("CleanSpark agreed, cloud general manager Ida Brask said.", "en", "Ida Brask", "cloud general manager"),
        (
            "CleanSpark signe, selon Lou Merteuil, sa directrice des opérations.",
            "fr",
            "Lou Merteuil",
            "directrice des opérations",
        ),
        (
            'CleanSpark firma. "Va bene", ha detto Ugo Brandi, responsabile dei data center AI.',
            "it",
            "Ugo Brandi",
            "responsabile dei data center AI",
        ),
        ("CleanSpark firma, dijo Eva Lozano, jefe de infraestructura.", "es", "Eva Lozano", "jefe de infraestructura"),
        ("CleanSpark baut, sagte Präsident Max Hollerbach.", "de", "Max Hollerbach", "Präsident"),
        ("CleanSpark baut, sagte Interims-CEO Max Hollerbach.", "de", "Max Hollerbach", "Interims-CEO"),
        ("CleanSparkのAIクラウド事業責任者の林文哲氏は述べた。", "ja", "林文哲", "AIクラウド事業責任者"),
        ("CleanSpark最高執行責任者に高田健司氏が就く。", "ja", "高田健司", "最高執行責任者"),
        ("CleanSpark董事会秘书陆文哲表示，合作继续。", "zh", "陆文哲", "董事会秘书"),
        ("CleanSpark宣布任命Ada Vexley為資料中心營收長。", "zh", "Ada Vexley", "資料中心營收長"),
    ],
)
def test_a_person_with_a_post_is_found_with_the_whole_title(text: str, language: str, name: str, title: str) -> None:
    assert names_in(text, language) == [name]
    assert titles_in(text, language) == [title]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        (
            "Ada Vexley, who spent nine years building halls in Norway, starts on Monday as chief operating officer.",
            "joins",
        ),
        ("Ada Vexley, who supervised two campuses in the far north of Norway, is leaving CleanSpark.", "leaves"),
        ("CleanSpark appointed Ada Vexley Head of Data Center Development.", "joins"),
    ],
)
def test_what_is_said_in_passing_does_not_hide_who_comes_or_goes(text: str, action: str) -> None:
    found = read_text("CleanSpark changes its AI data center team", text).people
    assert [(one.name, one.action) for one in found] == [("Ada Vexley", action)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The miner led by Ada Vexley signed the AI lease.", "en"),
        ("L'entreprise dirigée par Ada Vexley a signé le bail.", "fr"),
        ("Il gruppo guidato da Ada Vexley ha firmato.", "it"),
        ("Ada Vexley dirige la filiale d'IA.", "fr"),
        ("Das von Mitgründern gestützte, geführt von Ada Vexley, schloss ab.", "de"),
    ],
)
def test_who_leads_needs_no_title(text: str, language: str) -> None:
    assert names_in(text, language) == ["Ada Vexley"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Parish president Ada Vexley praised CleanSpark.", "en"),
        ("Commission chair Ada Vexley voted no on CleanSpark.", "en"),
        ("Bellhaven's site manager, Ada Vexley, said CleanSpark pays.", "en"),
        ("CleanSpark hires in Castle Bluff, Colorado.", "en"),
        ("Am Nordufer beginnt für CleanSpark eine neue Zeit.", "de"),
        ("CleanSparkの顧客について、アナリストの林文哲氏は述べた。", "ja"),
        ("CleanSpark上級副社長が退任した。", "ja"),
    ],
)
def test_posts_of_others_places_and_words_of_grammar_are_nobody(text: str, language: str) -> None:
    assert names_in(text, language) == []


def test_a_deputy_named_by_the_chief_does_not_lend_the_post() -> None:
    found = names_in("Ada Vexley's deputy, cloud general manager Ida Brask, is no longer with CleanSpark.")
    assert found == ["Ida Brask"]
