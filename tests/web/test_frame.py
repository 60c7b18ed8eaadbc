"""What surrounds every page: navigation, what staff see in it, error pages, health."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_company, make_user
from tracker.web import context

pytestmark = pytest.mark.django_db


def test_an_anonymous_reader_costs_the_frame_no_query(
    rf: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    request = rf.get("/")
    request.resolver_match = None
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        assert context.page(request) == {"section": ""}


def test_a_moderator_sees_the_queue_and_its_length(client: Client) -> None:
    client.force_login(make_user("mod", "moderator"))
    body = client.get("/companies/").content.decode()
    assert "Queue, 0 waiting" in body
    assert "Log out" in body


def test_an_anonymous_reader_sees_no_door_to_the_desk(client: Client) -> None:
    body = client.get("/companies/").content.decode()
    assert "Queue" not in body
    assert "Log in" in body


def test_empty_tables_make_readable_pages(client: Client) -> None:
    make_company()
    for url in ("/", "/companies/", "/companies/CLSK/"):
        assert client.get(url).status_code == 200, url


def test_health_is_two_words_while_the_database_answers(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})


def test_health_gives_no_reason_to_strangers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("password of hashpivot@db.internal is wrong")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "database": "unavailable"})


def test_an_error_page_is_a_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("tracker.web.views.companies_page.gather", fail)
    client.raise_request_exception = False
    answer = client.get("/companies/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()
    assert "broken" not in answer.content.decode()
