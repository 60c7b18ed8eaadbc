"""The page of sources: what everybody reads there, and what moderators may do."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_company, make_source, make_user
from tests.moderation.makers import make_candidate, make_proposal
from tracker.extraction.lead import Lead
from tracker.moderation.models import Review
from tracker.moderation.selectors import Decided
from tracker.sources.models import RawItem, Source
from tracker.web.pages import sources as page

pytestmark = pytest.mark.django_db
MOMENT = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)


def make_item(source: Source, guid: str, **fields: Any) -> RawItem:
    """An item of another month, so that the counts of thirty days leave it out."""
    values = {"title": guid, "payload": {}, "content_sha256": "0" * 64, "published_at": MOMENT, "fetched_at": MOMENT}
    return RawItem.objects.create(source=source, guid=guid, **{**values, **fields})


def text(client: Client) -> str:
    body = client.get(reverse("sources")).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def row(source: Source) -> page.SourceRow:
    rows = [row for group in page.gather(timezone.now()).groups for row in group.rows]
    return next(row for row in rows if row.source == source)


class TestReading:
    def test_a_source_in_trouble_says_what_happened_and_when_it_is_tried_next(self, client: Client) -> None:
        make_source(
            "wire",
            name="The Wire",
            last_status="http_error",
            last_message="wire.example.org answered 404 (not found). The address is wrong or its page is gone.",
            last_success_at=MOMENT,
            next_poll_at=MOMENT + timedelta(hours=3),
            failures=2,
            licence_note="Facts and a link.",
        )
        shown = text(client)
        for words in ("The Wire", "Error answer", "answered 404", "21 Oct 2025 09:00", "21 Oct 2025 12:00"):
            assert words in shown
        for words in ("Facts and a link.", "every 15 minutes", "1 in trouble", "Not asked yet"):
            assert words in shown

    def test_a_disallowed_source_names_the_rule(self, client: Client) -> None:
        make_source(
            "no",
            last_status="disallowed",
            robots_verdict="disallowed",
            robots_reason="Line 2 of robots.txt: Disallow: /<b>feed</b>",
        )
        body = client.get(reverse("sources")).content.decode()
        assert "Not wanted by the site" in body
        assert "Disallow: /&lt;b&gt;feed&lt;/b&gt;" in body

    def test_states_are_told_apart(self, client: Client) -> None:
        cases: dict[str, dict[str, Any]] = {
            "new": {},
            "fine": {"last_status": "unchanged"},
            "trouble": {"last_status": "timeout"},
            "paused": {"is_enabled": False, "last_status": "ok"},
        }
        for state, fields in cases.items():
            assert row(make_source(state, **fields)).state == state
        make_source("sample", is_sample=True)
        shown = text(client)
        assert "4 sources, 3 asked for news · 1 fine · 1 in trouble" in shown
        assert "sample" not in shown

    def test_an_unconfirmed_address_says_so(self, client: Client) -> None:
        make_source("guess", is_enabled=False)
        assert "Nobody has confirmed the address" in text(client)

    def test_items_and_approvals_of_thirty_days_are_counted_for_their_source(self, client: Client) -> None:
        source, other = make_source("wire"), make_source("other")
        company, judge = make_company(), make_user("mia", "moderator")
        for n, (decision, days) in enumerate([("approved", 1), ("rejected", 2), ("approved", 45)]):
            at = timezone.now() - timedelta(days=days)
            proposal = make_proposal(source_url=f"https://wire.example.org/{n}", company=company.key)
            candidate = make_candidate(company, source=source, proposal=proposal)
            RawItem.objects.filter(candidate=candidate).update(fetched_at=at)
            Review.objects.create(
                candidate=candidate,
                reviewer=judge,
                decision=decision,
                reason="" if decision == "approved" else "not_news",
                proposal={},
                decided_at=at,
            )
        assert (row(source).items, row(source).approved_share, row(other).approved_share) == (2, 0.5, None)
        assert "1 of 2" in text(client)

    def test_what_could_not_be_read_is_counted_whenever_it_came_in(self, client: Client) -> None:
        source = make_source("wire")
        for guid, state in (("a", "failed"), ("b", "failed"), ("c", "read"), ("d", "pending")):
            make_item(source, guid, read_state=state)
        assert (row(source).items, row(source).unread, row(make_source("other")).unread) == (
            0,
            "2 could not be read",
            "",
        )
        assert "2 could not be read" in text(client)

    def test_the_lead_over_other_sources_is_said_in_words(self, client: Client) -> None:
        wire, press, alone = (make_source(key) for key in ("wire", "press", "alone"))
        company, at = make_company(), timezone.now() - timedelta(days=2)
        for after in (14, -3, 20):
            first = make_candidate(company, source=wire)
            second = make_candidate(company, source=press, story=first)
            RawItem.objects.filter(candidate=first).update(published_at=at)
            RawItem.objects.filter(candidate=second).update(published_at=at + timedelta(minutes=after))
        assert (row(wire).ahead, row(wire).first) == ("14 min ahead", "first in 2 of 3 shared stories")
        assert (row(press).ahead, row(press).first) == ("14 min behind", "first in 1 of 3 shared stories")
        assert (row(alone).ahead, row(alone).first) == ("", "")
        shown = text(client)
        assert "14 min ahead first in 2 of 3 shared stories" in shown
        assert "Lead: the median time by which a source was ahead of the earliest other one" in shown

    def test_stories_of_another_month_give_no_lead(self) -> None:
        wire = make_source("wire")
        first = make_candidate(make_company(), source=wire)
        make_candidate(first.company or make_company("RIOT"), source=make_source("press"), story=first)
        RawItem.objects.update(published_at=timezone.now() - timedelta(days=31))
        assert row(wire).ahead == ""

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (29, "level with the others"),
            (0, "level with the others"),
            (-31, "1 min behind"),
            (119 * 60, "119 min ahead"),
            (-120 * 60, "2 h behind"),
            (47 * 3600, "47 h ahead"),
            (60 * 3600, "2 d ahead"),
        ],
    )
    def test_a_lead_is_in_the_unit_that_suits_it(self, seconds: int, words: str) -> None:
        lead = Lead(shared=1, first=1, median=timedelta(seconds=seconds))
        assert page.SourceRow(make_source(), 0, Decided(0, 0), failed=0, lead=lead).ahead == words

    def test_nearest_tiers_come_first(self) -> None:
        for tier in ("press", "filing", "aggregator", "company"):
            make_source(tier, tier=tier)
        assert [group.label for group in page.gather(MOMENT).groups] == ["Filing", "Company", "Press", "Aggregator"]

    @pytest.mark.parametrize(
        ("minutes", "words"),
        [(1, "every minute"), (15, "every 15 minutes"), (60, "every hour"), (240, "every 4 hours")],
    )
    def test_the_rate_is_in_words(self, minutes: int, words: str) -> None:
        assert row(make_source(interval_minutes=minutes)).rate == words

    def test_an_empty_page_says_where_sources_come_from(self, client: Client) -> None:
        assert "manage.py load_dataset" in text(client)

    def test_the_page_keeps_its_budget_of_queries(
        self, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        company, first = make_company(), None
        for n in range(60):
            source = make_source(f"s{n}")
            make_item(source, "failed", read_state="failed")
            told = make_candidate(company, source=source, story=first)
            first = first or told
        RawItem.objects.update(published_at=timezone.now(), fetched_at=timezone.now())
        with django_assert_max_num_queries(5):
            body = client.get(reverse("sources")).content.decode()
        assert body.count("first in 1 of 1 shared story") == 60

    def test_who_runs_the_sources_costs_no_query_more_for_each(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.force_login(make_user("mia", "moderator"))

        def fill(key: str) -> None:
            make_item(make_source(key), "failed", read_state="failed")

        fill("one")
        with CaptureQueriesContext(connection) as alone:
            client.get(reverse("sources"))
        for n in range(20):
            fill(f"s{n}")
        with django_assert_num_queries(len(alone)):
            body = client.get(reverse("sources")).content.decode()
        assert body.count("Read again") == 2 * 21


class TestActing:
    @pytest.fixture
    def moderator(self, client: Client) -> Client:
        client.force_login(make_user("mia", "moderator"))
        return client

    def test_only_staff_sees_buttons(self, client: Client) -> None:
        make_source()
        assert "Ask now" not in text(client)
        client.force_login(make_user("ana", "analyst"))
        assert "Ask now" not in text(client)
        client.force_login(make_user("mia", "moderator"))
        assert "Ask now" in text(client)

    def test_ask_now_makes_it_due(self, moderator: Client) -> None:
        source = make_source(next_poll_at=timezone.now() + timedelta(days=1))
        answer = moderator.post(reverse("source-poll", args=[source.pk]), follow=True)
        source.refresh_from_db()
        assert source.next_poll_at
        assert source.next_poll_at <= timezone.now()
        assert "wire is asked within a minute." in answer.content.decode()

    def test_a_paused_source_is_not_asked(self, moderator: Client) -> None:
        source = make_source(is_enabled=False)
        answer = moderator.post(reverse("source-poll", args=[source.pk]), follow=True)
        assert "wire is paused. Resume it first." in answer.content.decode()
        assert not Source.objects.due(timezone.now()).exists()

    def test_pause_and_resume(self, moderator: Client) -> None:
        source = make_source(next_poll_at=timezone.now() + timedelta(days=1))
        moderator.post(reverse("source-pause", args=[source.pk]))
        source.refresh_from_db()
        assert source.is_enabled is False
        moderator.post(reverse("source-resume", args=[source.pk]))
        assert Source.objects.due(timezone.now()).get() == source

    def test_read_again_puts_what_failed_back_and_says_how_many(self, moderator: Client) -> None:
        source = make_source()
        items = [make_item(source, guid, read_state="failed", read_attempts=3) for guid in ("a", "b")]
        answer = moderator.post(reverse("source-reread", args=[source.pk]), follow=True)
        assert "2 items of wire are read again, the first within a minute." in answer.content.decode()
        assert set(RawItem.objects.pending(timezone.now())) == set(items)
        assert set(RawItem.objects.values_list("read_attempts", flat=True)) == {0}

    def test_read_again_leaves_other_sources_alone(self, moderator: Client) -> None:
        item = make_item(make_source("other"), "a", read_state="failed")
        answer = moderator.post(reverse("source-reread", args=[make_source().pk]), follow=True)
        assert "Nothing of wire could not be read." in answer.content.decode()
        item.refresh_from_db()
        assert item.read_state == "failed"

    def test_read_again_is_offered_only_where_something_failed(self, moderator: Client) -> None:
        source = make_source()
        item = make_item(source, "a", read_state="read")
        assert "Read again" not in text(moderator)
        RawItem.objects.filter(pk=item.pk).update(read_state="failed")
        assert "Read again" in text(moderator)

    def test_who_may_not_is_told_that_it_is_about_running_the_sources(self, client: Client) -> None:
        client.force_login(make_user("ana", "analyst"))
        answer = client.post(reverse("source-pause", args=[make_source().pk]))
        assert answer.status_code == 403
        assert "to run the sources" in answer.content.decode()
        assert Source.objects.get().is_enabled

    @pytest.mark.parametrize("name", ["source-poll", "source-pause", "source-resume", "source-reread"])
    def test_samples_and_unknown_sources_are_not_found(self, moderator: Client, name: str) -> None:
        sample = make_source(is_sample=True)
        for pk in (sample.pk, sample.pk + 1000):
            assert moderator.post(reverse(name, args=[pk])).status_code == 404
