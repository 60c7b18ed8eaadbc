"""The groups that the migration makes, on a database that was empty before it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import make_user

pytestmark = pytest.mark.django_db


def rights(group: str) -> set[str]:
    rows = Group.objects.get(name=group).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def test_the_three_groups_exist_after_migrating() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"analyst", "moderator", "admin"}


def test_analysts_enter_and_do_not_decide() -> None:
    assert rights("analyst") == {"tracker.add_candidate", "tracker.view_candidate"}


def test_moderators_decide_and_add_names() -> None:
    assert {"tracker.add_review", "tracker.add_candidate", "tracker.add_counterparty"} <= rights("moderator")
    assert "tracker.add_announcement" not in rights("moderator")


def test_admins_look_after_the_record_and_the_logins() -> None:
    assert {"tracker.change_announcement", "tracker.change_source", "auth.add_user"} <= rights("admin")


@pytest.mark.parametrize("group", ["analyst", "moderator", "admin"])
def test_no_group_changes_decisions_or_what_was_fetched(group: str) -> None:
    sealed = {"review", "rawitem", "evidence", "pricebar", "reaction"}
    forbidden = {f"tracker.{deed}_{noun}" for deed in ("change", "delete") for noun in sealed}
    assert not rights(group) & forbidden
    assert not any(right.startswith("tracker.delete_") for right in rights(group))


def test_moderators_and_admins_run_the_sources_and_analysts_do_not() -> None:
    runs = {"tracker.run_sources", "tracker.view_job", "tracker.view_pulse"}
    assert runs <= rights("moderator")
    assert runs <= rights("admin")
    assert not runs & rights("analyst")


def test_a_member_has_the_rights_of_the_group() -> None:
    assert make_user("mia", "moderator").has_perm("tracker.add_review")
    assert not make_user("ana", "analyst").has_perm("tracker.add_review")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_migration_works_where_no_permissions_exist_and_can_be_taken_back() -> None:
    back = MigrationExecutor(connection)
    back.migrate([("tracker", "0001_nouns")])
    assert not Group.objects.exists()
    Permission.objects.all().delete()
    forth = MigrationExecutor(connection)
    forth.migrate(forth.loader.graph.leaf_nodes())
    assert {"tracker.add_review", "tracker.run_sources"} <= rights("moderator")
