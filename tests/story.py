"""The story of 20 October 2025 as two feeds tell it, and the few steps that every telling of it takes."""

from datetime import UTC, datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.feed_server import FeedServer
from tracker import pipeline
from tracker.announcements.models import Announcement
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.proposal import Proposal
from tracker.sources.models import Source

SEED = Path(__file__).resolve().parent.parent / "tracker" / "data" / "seed"
NOW = datetime(2025, 11, 4, 9, 0, tzinfo=UTC)
ON_RECORD = "clsk-2025-10-20-jeffrey-thomas"


def load_all_but_the_story() -> None:
    """The bundled record with its prices, as if nobody had told of CleanSpark's hire yet."""
    pipeline.load_dataset(now=NOW)
    Announcement.objects.filter(slug=ON_RECORD).delete()


def serve_the_feeds(server: FeedServer) -> list[Source]:
    """Both feeds on the server and a source for each."""
    sources = []
    for language, name in (("en", "Mining and data-center wire"), ("fr", "Actualités crypto")):
        body = (SEED / f"feed_{language}.xml").read_bytes()
        url = server.route(f"/{language}.xml", body, etag=f'"{language}-1"')
        tier = "wire" if language == "en" else "press"
        sources.append(Source.objects.create(key=language, name=name, url=url, language=language, tier=tier))
    return sources


def waiting(language: str) -> list[Candidate]:
    """CleanSpark's waiting candidates in one language, in the order of the queue."""
    rows = Candidate.objects.waiting().filter(company__key="CLSK", item__source__language=language)
    return list(rows)


def approve(candidate: Candidate, reviewer: User, adds_to: str = "") -> Announcement:
    """Approve as read."""
    proposal = Proposal.from_json(candidate.proposal or {})
    return pipeline.approve(candidate.pk, reviewer=reviewer, now=NOW, proposal=proposal, adds_to=adds_to)


def assert_the_story_is_told_once(client: Client, slug: str) -> None:
    """CLSK's timeline shows one announcement, what the share did and what was printed; three items are evidence."""
    announcement = Announcement.objects.get(slug=slug)
    assert announcement.evidence.exclude(review=None).count() == 3
    told = Announcement.objects.filter(company__key="CLSK", announced_on="2025-10-20")
    assert [row.slug for row in told] == [slug]
    timeline = plain(client.get(reverse("company", args=["CLSK"])).content.decode())
    assert "+4.48 %" in timeline
    assert "+11 %" in timeline
    page = plain(client.get(reverse("announcement", args=[slug])).content.decode())
    assert "+4.48 %" in page
    assert "+11 %" in page
    assert "ntraday only" in page
    assert "$21.86" in page
    assert not Candidate.objects.filter(company__key="CLSK", state=CandidateState.WAITING).exists()


def plain(html: str) -> str:
    """Thin and no-break spaces as spaces, so that a figure can be looked for as it is spoken."""
    return html.replace("\u202f", " ").replace("\u00a0", " ").replace("&nbsp;", " ")
