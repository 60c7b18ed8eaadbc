"""The study explorer, the method and an announcement against the market, on the bundled record."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.test_public_pages import text
from tracker.announcements.models import Announcement
from tracker.reactions.models import EventResult
from tracker.reactions.studies import DRAWS
from tracker.reactions.study_view import HEADLINE
from tracker.web.pages import study_words

pytestmark = pytest.mark.usefixtures("record")

HIRE = "/announcements/clsk-2025-10-20-jeffrey-thomas/"
AFTER_CLOSE = "apld-2026-06-08-delta-forge-2-lease"


def data(body: str, element: str) -> dict[str, Any]:
    """A chart's data as the page carries it."""
    found = re.search(rf'<script id="{element}" type="application/json">(.*?)</script>', body, re.DOTALL)
    assert found is not None, element
    chart: dict[str, Any] = json.loads(found.group(1))
    return chart


# --- the explorer -----------------------------------------------------------------------------------------------------


def test_the_finding_comes_first_with_its_band_and_its_doubt(client: Client) -> None:
    page = text(client, "/studies/")
    found = re.search(r"(\d+) announcements: [+−][\d.]+ % over the sessions 0 to \+1, 95 % band", page)
    assert found is not None
    assert f"of {found.group(1)} events rose" in page
    assert "A sample of this size finds a mean of" in page
    assert "companies" in page


def test_every_part_of_the_study_is_there_to_read(client: Client) -> None:
    page = text(client, "/studies/")
    for heading in (
        "Average cumulative remainder",
        "Kind by window",
        "Tests",
        "All beside clean",
        "Under every model",
        "Every event by kind",
        "Every event by company",
        "Size against answer",
        "Chance beside the finding",
        "Every window",
        "Events",
        "What to bear in mind",
    ):
        assert heading in page, heading
    assert "contains this stock" in page
    assert "Association, not cause" in page


def test_the_charts_come_as_data_that_agrees_with_the_tables(client: Client) -> None:
    body = client.get("/studies/").content.decode()
    path = data(body, "d-path")
    mean = next(trace for trace in path["figure"]["data"] if trace["name"] == "mean")
    assert len(mean["y"]) == 21
    written = f"{mean['y'][-1]:+.1f}".replace("-", "−")
    table = body[body.index("The path as a table") : body.index('id="h-heat"')]
    assert f"{written}\u202f%" in table.split("<tr")[-1]
    assert sum(data(body, "d-placebo")["figure"]["data"][0]["y"]) == DRAWS


def test_the_filters_in_the_address_are_the_sample(client: Client) -> None:
    page = text(client, "/studies/?kind=lease&company=APLD")
    found = re.search(r"(\d+) leases: ", page)
    assert found is not None
    leases = Announcement.objects.filter(kind="lease", company__key="APLD").count()
    assert 0 < int(found.group(1)) <= leases
    assert "Clear all" in page
    assert "Clear all" not in text(client, "/studies/")


def test_the_form_shows_what_the_address_asked_for(client: Client) -> None:
    asked = "kind=lease&scope=ai_hpc&min_mw=50&max_mw=500&from=2025-01-01&to=2026-06-30&model=spy&anchor=date&clean=1"
    body = client.get(f"/studies/?{asked}").content.decode()
    for value in ("lease", "ai_hpc", "spy", "date"):
        assert re.search(rf'<option value="{value}"\s+selected', body), value
    for value in ("50", "500", "2025-01-01", "2026-06-30"):
        assert f'value="{value}"' in body, value
    assert re.search(r'name="clean"\s+value="1"\s+checked', body)


def test_a_sample_of_several_companies_stays_chosen(client: Client) -> None:
    body = client.get("/studies/?company=IREN,CLSK").content.decode()
    assert re.search(r'<option value="CLSK,IREN"\s+selected', body)


def test_few_events_have_no_mean_no_p_and_a_way_out(client: Client) -> None:
    page = text(client, "/studies/?kind=hosting")
    assert "Too few to test" in page
    assert "Fewer than five events make no mean" in page
    assert "Only 4 events in this sample. A wider one, without: Kind" in page
    assert "Too few events for any test." in page
    assert "Chance beside the finding" not in page
    assert "N<5" in page.replace("&lt;", "<")


def test_a_sample_without_events_says_so(client: Client) -> None:
    page = text(client, "/studies/?from=2001-01-01&to=2001-02-01")
    assert "No announcement in this sample" in page
    assert re.search(r"A wider sample, without: From ?, To", page)
    assert "Average cumulative remainder" not in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("min_mw=many", "“many” is no size in MW"),
        ("from=yesterday", "“yesterday” is no day"),
        ("kind=nothing", "“nothing” is no kind here"),
        ("company=ZZZZ", "“ZZZZ” is no company here"),
        ("model=magic", "“magic” is no model here"),
        ("anchor=moon", "“moon” is no anchor here"),
        ("min_mw=9&max_mw=1", "is over the largest"),
        ("from=2026-02-01&to=2026-01-01", "ends before it starts"),
    ],
)
def test_a_filter_that_is_not_understood_is_named_and_left_out(client: Client, asked: str, said: str) -> None:
    assert said in text(client, f"/studies/?{asked}")


@pytest.mark.parametrize(
    "asked",
    [
        "company=%00",
        "min_mw=1e999999",
        "min_mw=NaN",
        "from=9999-12-31",
        "page=-1",
        "page=99999999999999999999",
        "page=x",
        "kind=%3Cscript%3E",
        "clean=perhaps",
        "company=" + "A" * 5000,
    ],
)
def test_nothing_in_an_address_breaks_the_page(client: Client, asked: str) -> None:
    answer = client.get(f"/studies/?{asked}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_every_model_can_be_looked_at(client: Client) -> None:
    for model in ("raw", "spy_adjusted", "spy", "btc", "spy_btc", "spy_btc_peers", "wgmi"):
        assert client.get(f"/studies/?model={model}").status_code == 200, model
    assert "Model: WGMI (contains this stock)" in text(client, "/studies/?model=wgmi")


def test_the_chosen_model_stays_in_the_links(client: Client) -> None:
    body = client.get("/studies/?kind=hosting&model=spy").content.decode()
    assert 'href="/studies/?model=spy"' in body
    assert 'href="/studies/?kind=hosting"' not in body


def test_events_beyond_the_first_hundred_are_on_the_next_page(client: Client) -> None:
    first, second = (client.get(f"/studies/?page={page}").content.decode() for page in (1, 2))
    assert first.count("<tr data-row") == 100
    assert 0 < second.count("<tr data-row") <= 100
    assert "page=2#events" in first


def test_flags_are_words_with_their_sentence(client: Client) -> None:
    body = client.get("/studies/").content.decode()
    assert '<span title="Only the day is known, not the hour: day 0 is approximate.">date only</span>' in body


def test_what_is_in_no_figure_is_listed_with_its_reason(client: Client) -> None:
    page = text(client, "/studies/")
    assert re.search(r"\d+ announcements are in no figure", page)
    assert "There are no prices of that time on record." in page


def test_every_flag_that_an_event_carries_has_words() -> None:
    rows = EventResult.objects.filter(is_current=True)
    keys = {key for row in rows for key in [*row.flags, *(key for one in row.windows for key in one["flags"])]}
    assert keys
    assert keys <= set(study_words.FLAGS)


def test_a_study_takes_few_queries_and_fewer_when_it_is_known(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(30):
        client.get("/studies/?kind=financing")
    with django_assert_max_num_queries(14):
        client.get("/studies/?kind=financing")


def test_the_method_takes_one_query(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(1):
        client.get("/method/")


# --- the method -------------------------------------------------------------------------------------------------------


def test_the_method_says_what_the_program_does(client: Client) -> None:
    page = text(client, "/method/")
    assert "110 sessions from −120 to −11" in page
    assert f"the window {study_words.window_name(HEADLINE)}" in page
    for flag in study_words.FLAGS.values():
        assert str(flag.label) in page
    counts = re.search(r"(\d+) of (\d+) on record have one", page)
    assert counts is not None
    assert int(counts.group(2)) == Announcement.objects.published().count()


def test_the_formulae_are_mathml_with_words_for_those_who_do_not_see_them(client: Client) -> None:
    body = client.get("/method/").content.decode()
    assert body.count('class="formula"') == 7
    assert body.count("<math") == body.count("</math>") >= 7
    assert len(re.findall(r'class="formula"[^>]*aria-label="[^"]{20,}"', body)) == 7


def test_study_and_method_are_in_the_navigation(client: Client) -> None:
    body = client.get("/").content.decode()
    assert 'href="/studies/"' in body
    assert 'href="/method/"' in body


# --- an announcement against the market -------------------------------------------------------------------------------


def test_an_announcement_is_held_against_spy_and_btc(client: Client) -> None:
    page = text(client, HIRE)
    assert "Measured against SPY and BTC" in page
    assert re.search(r"Over 0 to \+1 the remainder after SPY \+ BTC is −[\d.]+ %", page)
    assert "Day 0 is Mon 20 Oct 2025: day only, that session counts." in page
    assert "Overnight, to the open +8.73 %" in page
    assert "Whole day 0 +4.48 %" in page


def test_the_funnel_shows_the_stored_figures(client: Client) -> None:
    result = EventResult.objects.get(
        announcement__slug="clsk-2025-10-20-jeffrey-thomas", model="spy_btc", is_current=True
    )
    chart = data(client.get(HIRE).content.decode(), "d-funnel")
    line = next(trace for trace in chart["figure"]["data"] if trace["name"] == "SPY + BTC")
    assert line["y"][0] == pytest.approx(result.ar[0] * 100, abs=1e-3)
    assert line["y"][-1] == pytest.approx(sum(result.ar) * 100, abs=1e-3)
    area = next(trace for trace in chart["figure"]["data"] if trace["name"] == "funnel")
    errors = {tuple(one["window"]): one["se"] for one in result.windows}
    assert area["y"][9] == pytest.approx(196 * errors[-10, -1], abs=1e-3)
    assert area["y"][-1] == pytest.approx(196 * errors[-10, 10], abs=1e-3)


def test_expected_and_remainder_of_day_zero_are_the_whole(client: Client) -> None:
    page = text(client, HIRE)
    found = re.search(r"Explained by SPY \+ BTC ([+−][\d.]+) % Remainder of day 0 ([+−][\d.]+) %", page)
    assert found is not None
    explained, remainder = (float(value.replace("−", "-")) for value in found.groups())
    assert explained + remainder == pytest.approx(4.48, abs=0.11)


def test_news_after_the_close_can_be_read_from_its_calendar_day(client: Client) -> None:
    url = f"/announcements/{AFTER_CLOSE}/"
    assert "From the day of the news" in text(client, url)
    assert "Day 0 is Tue 9 Jun 2026: after the close, next session counts." in text(client, url)
    other = text(client, f"{url}?anchor=date")
    assert "Day 0 is Mon 8 Jun 2026." in other
    assert "From the session after the news" in other
    assert "Only the day is known, not the hour: day 0 is approximate." not in other
    assert "Worked out for this page, not stored." in other
    names = [
        trace["name"] for trace in data(client.get(f"{url}?anchor=date").content.decode(), "d-funnel")["figure"]["data"]
    ]
    assert names == ["funnel low", "funnel", "SPY", "BTC", "SPY + BTC"]


def test_a_day_without_an_hour_has_no_other_anchor(client: Client) -> None:
    assert "From the day of the news" not in text(client, f"{HIRE}?anchor=date")
    assert client.get(f"{HIRE}?anchor=nonsense").status_code == 200


def test_a_result_that_was_replaced_stays_reachable(client: Client) -> None:
    old = EventResult.objects.get(announcement__slug="clsk-2025-10-20-jeffrey-thomas", model="spy_btc")
    old.pk, old.is_current, old.price_vintage, old.is_provisional = None, False, "before", True
    old.save()
    page = text(client, HIRE)
    assert "1 earlier result" in page
    assert "provisional" in page
    assert "before" in page


def test_a_window_that_is_not_over_is_called_provisional(client: Client) -> None:
    EventResult.objects.filter(announcement__slug="clsk-2025-10-20-jeffrey-thomas").update(is_provisional=True)
    assert "Provisional: the window is not over." in text(client, HIRE)


def test_an_announcement_without_prices_says_why_it_has_no_figures(client: Client) -> None:
    row = EventResult.objects.filter(model="spy_btc", is_current=True).exclude(reason="").first()
    assert row is not None
    page = text(client, f"/announcements/{row.announcement.slug}/")
    assert "Measured against SPY and BTC" in page
    assert "d-funnel" not in client.get(f"/announcements/{row.announcement.slug}/").content.decode()


def test_an_announcement_that_was_not_studied_yet_says_so(client: Client) -> None:
    EventResult.objects.all().delete()
    assert "Not measured yet." in text(client, HIRE)
