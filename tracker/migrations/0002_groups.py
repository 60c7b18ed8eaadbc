"""The three groups of people behind the login, and what each may do."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What no login but a superuser may change by hand: decisions, what was fetched, measured or loaded.
SEALED = [
    "assertion",
    "candidate",
    "datasetload",
    "evidence",
    "pricebar",
    "rawitem",
    "rawitemversion",
    "reaction",
    "review",
]
OPEN = [
    "alias",
    "announcement",
    "announcementperson",
    "company",
    "counterparty",
    "listing",
    "person",
    "position",
    "pricefeed",
    "reportedmove",
    "security",
    "site",
    "sitestatus",
    "source",
    "statement",
    "valuation",
]
DESK = ["tracker.add_candidate", "tracker.view_candidate"]
LOOK = [f"tracker.view_{noun}" for noun in [*SEALED, *OPEN]]
NAMES = [f"tracker.{deed}_{noun}" for deed in ("add", "change") for noun in ("alias", "counterparty", "person", "site")]
RECORD = [f"tracker.{deed}_{noun}" for deed in ("add", "change") for noun in OPEN]
LOGINS = ["auth.add_user", "auth.change_user", "auth.view_user", "auth.view_group"]
GROUPS = {
    "analyst": DESK,
    "moderator": [*DESK, *LOOK, "tracker.add_review", *NAMES],
    "admin": [*DESK, *LOOK, "tracker.add_review", *RECORD, *LOGINS],
}


def make_groups(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the groups with their permissions, which on an empty database do not exist before all migrations ran."""
    using = editor.connection.alias
    _make_permissions(apps, using)
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    known = {
        f"{app}.{codename}": pk
        for app, codename, pk in permission_model.objects.using(using).values_list(
            "content_type__app_label", "codename", "pk"
        )
    }
    for name, permissions in GROUPS.items():
        group, _made = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.add(*{known[permission] for permission in permissions})


def _make_permissions(apps: Apps, using: str) -> None:
    """Run the step that Django takes after the last migration, for the two apps that are needed now."""
    for label in ("auth", "tracker"):
        config = apps.get_app_config(label)
        config.models_module = True  # historical apps have none, and create_permissions asks whether there is one
        create_permissions(config, verbosity=0, using=using, apps=apps)


def drop_groups(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the groups away again; logins stay."""
    apps.get_model("auth", "Group").objects.using(editor.connection.alias).filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("tracker", "0001_nouns"),
    ]
    operations = [migrations.RunPython(make_groups, drop_groups)]
