"""Moderators and admins may run the sources and their jobs; admins may look at jobs in the back office."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GROUPS = {"moderator": ["run_sources", "view_job", "view_pulse"], "admin": ["run_sources", "view_job", "view_pulse"]}


def give(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give the groups their rights, which on an empty database do not exist before all migrations ran."""
    using = editor.connection.alias
    config = apps.get_app_config("tracker")
    config.models_module = True  # historical apps have none, and create_permissions asks whether there is one
    create_permissions(config, verbosity=0, using=using, apps=apps)
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _made = group_model.objects.using(using).get_or_create(name=name)
        rights = permission_model.objects.using(using).filter(content_type__app_label="tracker", codename__in=codenames)
        group.permissions.add(*rights)


def take(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the rights away again."""
    using = editor.connection.alias
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        rights = permission_model.objects.using(using).filter(content_type__app_label="tracker", codename__in=codenames)
        for group in group_model.objects.using(using).filter(name=name):
            group.permissions.remove(*rights)


class Migration(migrations.Migration):
    """The right that came with jobs."""

    dependencies = [("tracker", "0007_jobs"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(give, take)]
