"""Every address of the program and who may open it. A new URL without a row here fails."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import make_announcement, make_company, make_job, make_source, make_user
from tests.moderation.makers import make_candidate

pytestmark = pytest.mark.django_db

EVERYBODY = {"anonymous", "analyst", "moderator", "admin"}
LOGGED_IN = {"analyst", "moderator", "admin"}
DECIDERS = {"moderator", "admin"}
STAFF = {"admin"}
# URL name -> who may. The admin site guards its own addresses: one row for all of them.
RULES = {
    "home": EVERYBODY,
    "companies": EVERYBODY,
    "company": EVERYBODY,
    "company-prices": EVERYBODY,
    "announcement": EVERYBODY,
    "studies": EVERYBODY,
    "study-zip": EVERYBODY,
    "method": EVERYBODY,
    "prices": EVERYBODY,
    "move-genuine": DECIDERS,
    "sources": EVERYBODY,
    "source-poll": DECIDERS,
    "source-pause": DECIDERS,
    "source-resume": DECIDERS,
    "source-reread": DECIDERS,
    "source-try": DECIDERS,
    "source-tried": DECIDERS,
    "healthz": EVERYBODY,
    "login": EVERYBODY,
    "logout": EVERYBODY,
    "password-change": LOGGED_IN,
    "password-changed": LOGGED_IN,
    "my-entries": LOGGED_IN,
    "enter-announcement": LOGGED_IN,
    "page-read": LOGGED_IN,
    "page-status": LOGGED_IN,
    "add-counterparty": DECIDERS,
    "moderation": DECIDERS,
    "candidate": DECIDERS,
    "candidate-edit": DECIDERS,
    "candidate-approve": DECIDERS,
    "candidate-reject": DECIDERS,
    "candidate-release": DECIDERS,
    "candidate-join": DECIDERS,
    "candidate-split": DECIDERS,
    "jobs": DECIDERS,
    "jobs-now": DECIDERS,
    "backfill": DECIDERS,
    "job-retry": DECIDERS,
    "items-reread": DECIDERS,
    "item-reread": DECIDERS,
    "admin:": STAFF,
}
POST_ONLY = {
    "page-read",
    "source-poll",
    "source-pause",
    "source-resume",
    "source-reread",
    "logout",
    "move-genuine",
    "candidate-approve",
    "candidate-reject",
    "candidate-release",
    "candidate-join",
    "candidate-split",
    "backfill",
    "job-retry",
    "items-reread",
    "item-reread",
}

# URL name -> the kind of job that it leads to.
JOBS = {"job-retry": "backfill", "page-status": "page", "source-tried": "trial"}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The name of every address; of the admin site only that it is there."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from ("admin:",) if inner == "admin:" else names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or pattern.pattern}"


def address(name: str, user: User | None = None) -> str:
    """An address of that name that leads somewhere, for the user where it is somebody's own."""
    company = make_company()
    if name == "admin:":
        return reverse("admin:index")
    if name == "announcement":
        return reverse(name, args=[make_announcement(company).slug])
    key: object = None
    if name in ("company", "company-prices"):
        key = company.ticker
    elif name in JOBS:
        key = make_job(kind=JOBS[name], url="https://wire.example.org/1", asked_by=user).pk
    elif name.startswith("source-") and name != "source-try":
        key = make_source().pk
    elif name == "item-reread":
        key = make_candidate(company, source=make_source()).item_id
    elif name.startswith("candidate"):
        key = make_candidate(company, source=make_source()).pk
    return reverse(name, args=[] if key is None else [key])


def somebody(kind: str) -> User | None:
    if kind == "anonymous":
        return None
    return make_user(kind, kind, is_staff=kind == "admin")


def test_every_address_has_a_rule() -> None:
    assert set(names(get_resolver().url_patterns)) == set(RULES)


@pytest.mark.parametrize("kind", sorted(EVERYBODY))
@pytest.mark.parametrize("name", RULES)
def test_only_those_named_may_open_an_address(name: str, kind: str, client: Client) -> None:
    user = somebody(kind)
    where = address(name, user)
    if user is not None:
        client.force_login(user)
    response = client.post(where) if name in POST_ONLY else client.get(where)
    if kind in RULES[name]:
        assert response.status_code in {200, 302, 409, 422}
        assert "/login/?next=" not in response.headers.get("Location", "")
    elif user is None:
        assert response.status_code == 302
        assert "/login/?next=" in response.headers["Location"]
    else:
        assert response.status_code in {302, 403}
        assert response.status_code == 403 or "/admin/login/" in response.headers["Location"]


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_changes_something_takes_no_get(name: str, client: Client) -> None:
    client.force_login(make_user("mia", "moderator"))
    assert client.get(address(name)).status_code == 405


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_changes_something_needs_the_token(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("mia", "moderator"))
    assert client.post(address(name)).status_code == 403


def test_the_page_for_lack_of_a_right_names_the_right(client: Client) -> None:
    client.force_login(make_user("ana", "analyst"))
    page = client.get(reverse("moderation")).content.decode()
    assert "to decide what goes on record" in page
    assert "moderator and admin" in page


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_after_login_nobody_is_sent_to_another_site(target: str, client: Client) -> None:
    make_user("mia", "moderator")
    typed = {"username": "mia", "password": "a-long-test-password", "next": target}
    assert client.post(reverse("login"), typed).headers["Location"] == reverse("home")


def test_after_login_one_lands_where_one_wanted_to_go(client: Client) -> None:
    make_user("mia", "moderator")
    typed = {"username": "mia", "password": "a-long-test-password", "next": "/moderation/?kind=lease"}
    assert client.post(reverse("login"), typed).headers["Location"] == "/moderation/?kind=lease"
