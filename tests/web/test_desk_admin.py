"""The back office: every noun has its page, and nothing gets past moderation."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.factories import make_announcement, make_company, make_source, make_user
from tests.moderation.makers import make_candidate
from tracker.moderation import services as moderation

pytestmark = pytest.mark.django_db
NOUNS = sorted(model._meta.model_name or "" for model in admin.site._registry if model._meta.app_label == "tracker")
SEALED = (
    "candidate",
    "review",
    "evidence",
    "rawitem",
    "pricebar",
    "pricefeed",
    "corporateaction",
    "movecheck",
    "emptysession",
    "providerpause",
    "reaction",
    "datasetload",
)


@pytest.fixture
def root() -> User:
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def office(client: Client, root: User) -> Client:
    client.force_login(root)
    return client


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_has_a_list_that_can_be_searched(office: Client, noun: str) -> None:
    company = make_company()
    make_candidate(company, source=make_source())
    make_announcement(company)
    assert office.get(reverse(f"admin:tracker_{noun}_changelist")).status_code == 200


@pytest.mark.parametrize("noun", SEALED)
def test_what_was_decided_or_measured_is_sealed_for_superusers_too(office: Client, noun: str) -> None:
    assert office.get(reverse(f"admin:tracker_{noun}_add")).status_code == 403


def test_a_review_can_be_read_and_not_changed(office: Client, root: User) -> None:
    candidate = make_candidate(make_company(), source=make_source())
    review = moderation.reject(candidate.pk, reviewer=root, now=candidate.queued_at, reason="not_news")
    address = reverse("admin:tracker_review_change", args=[review.pk])
    assert office.get(address).status_code == 200
    assert office.post(address, {"decision": "approved"}).status_code == 403
    assert office.post(reverse("admin:tracker_review_delete", args=[review.pk]), {"post": "yes"}).status_code == 403


def test_no_announcement_is_added_or_deleted_past_the_queue(office: Client) -> None:
    made = make_announcement(make_company())
    assert office.get(reverse("admin:tracker_announcement_add")).status_code == 403
    assert office.get(reverse("admin:tracker_announcement_change", args=[made.pk])).status_code == 200
    gone = office.post(reverse("admin:tracker_announcement_delete", args=[made.pk]), {"post": "yes"})
    assert gone.status_code == 403


def test_a_member_of_the_admin_group_corrects_a_site_and_makes_a_login(client: Client) -> None:
    client.force_login(make_user("ada", "admin", is_staff=True))
    assert client.get(reverse("admin:tracker_site_add")).status_code == 200
    assert client.get(reverse("admin:auth_user_add")).status_code == 200
