"""The page of sources: what everybody reads there, and what moderators may do."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_company, make_source, make_user
from tests.moderation.makers import make_candidate, make_proposal
from tracker.moderation.models import Review
from tracker.sources.models import RawItem, Source
from tracker.web.pages import sources as page

pytestmark = pytest.mark.django_db
MOMENT = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)


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
        for n in range(60):
            make_source(f"s{n}")
        with django_assert_max_num_queries(3):
            client.get(reverse("sources"))


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

    @pytest.mark.parametrize("name", ["source-poll", "source-pause", "source-resume"])
    def test_samples_and_unknown_sources_are_not_found(self, moderator: Client, name: str) -> None:
        sample = make_source(is_sample=True)
        for pk in (sample.pk, sample.pk + 1000):
            assert moderator.post(reverse(name, args=[pk])).status_code == 404
