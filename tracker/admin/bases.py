"""What the parts of the back office are made of."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Field, URLField

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    Rows = admin.TabularInline[Any, Any]
    Stack = admin.StackedInline[Any, Any]
else:
    Admin, Rows, Stack = admin.ModelAdmin, admin.TabularInline, admin.StackedInline


# An address typed without its scheme.
WITH_HTTPS: "dict[type[Field[Any, Any]], dict[str, Any]]" = {URLField: {"assume_scheme": "https"}}


def never(*_args: object, **_kwargs: object) -> bool:
    """No, not even for a superuser."""
    return False


class Sealed(Admin):
    """Rows that nobody adds, changes or deletes by hand."""

    has_add_permission = has_change_permission = has_delete_permission = never


class SealedRows(Rows):
    """The same, inside the page of the row they hang on."""

    extra = 0
    has_add_permission = has_change_permission = has_delete_permission = never


class Kept(Admin):
    """Rows that are corrected, never deleted: others refer to them by a permanent key."""

    formfield_overrides = WITH_HTTPS
    has_delete_permission = never
