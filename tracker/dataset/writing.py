"""Bringing rows in line with what the files say, in few queries and without touching a row that is right already."""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet

Row = TypeVar("Row", bound=models.Model)

Columns = Mapping[str, Any]
"""Values by column; relations by their `_id`."""

Identity = tuple[Any, ...]

BATCH = 500


def never(_row: models.Model) -> bool:
    """For rows of which none goes when the file no longer has it."""
    return False


def always(_row: models.Model) -> bool:
    """For rows that are the file's alone: what the file no longer has goes."""
    return True


class Writer:
    """Writes only differences and counts them: `changes` stays 0 where everything was right."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.changes = 0

    def align(
        self,
        present: QuerySet[Row],
        wanted: Iterable[Columns],
        identity: tuple[str, ...],
        *,
        stale: Callable[[Row], bool] = never,
        first: Columns | None = None,
    ) -> list[Row]:
        """Make the rows of `present` what `wanted` says; the wanted rows in order.

        Rows are matched by the values of `identity`, the n-th with the n-th where several share them. `first` holds
        columns that only a new row gets. A row of `present` that nobody wants is deleted where `stale` says so.
        """
        there = _numbered(present.order_by("pk"), getattr, identity)
        planned = _numbered(wanted, operator.getitem, identity)
        self._delete(present.model, [row for key, row in there.items() if key not in planned and stale(row)])
        new = {key: present.model(**columns, **(first or {})) for key, columns in planned.items() if key not in there}
        self._update(present.model, [(there[key], columns) for key, columns in planned.items() if key in there])
        self._create(present.model, list(new.values()))
        return [there.get(key) or new[key] for key in planned]

    def link(
        self,
        relation: Any,
        wanted: Mapping[int, Iterable[int]],
        *,
        growing: Iterable[int] = (),
    ) -> None:
        """Make a many-to-many relation hold exactly `wanted` (left key to right keys) for the left keys that it names.

        Left keys in `growing` only gain: somebody else adds to them too.
        """
        field, through = relation.field, relation.through
        left, right = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        rows = through.objects.filter(**{f"{left}__in": list(wanted)}).values_list("pk", left, right)
        there = {(one, other): pk for pk, one, other in rows}
        planned = {(one, other) for one, others in wanted.items() for other in others}
        kept = set(growing)
        gone = [pk for pair, pk in there.items() if pair not in planned and pair[0] not in kept]
        if gone:
            through.objects.filter(pk__in=gone).delete()
        missing = sorted(planned - there.keys())
        through.objects.bulk_create([through(**{left: one, right: other}) for one, other in missing], BATCH)
        self.changes += len(gone) + len(missing)

    def _delete(self, model: type[Row], rows: list[Row]) -> None:
        if rows:
            model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
            self.changes += len(rows)

    def _create(self, model: type[Row], rows: list[Row]) -> None:
        if rows:
            model._default_manager.bulk_create(rows, BATCH)
            self.changes += len(rows)

    def _update(self, model: type[Row], pairs: list[tuple[Row, Columns]]) -> None:
        fields: set[str] = set()
        changed = []
        for row, columns in pairs:
            different = {name for name, value in columns.items() if getattr(row, name) != value}
            for name in different:
                setattr(row, name, columns[name])
            if different:
                fields |= different | self._touch(row)
                changed.append(row)
        if changed:
            model._default_manager.bulk_update(changed, sorted(fields), BATCH)
            self.changes += len(changed)

    def _touch(self, row: models.Model) -> set[str]:
        if not hasattr(row, "updated_at"):
            return set()
        row.updated_at = self.now
        return {"updated_at"}


def _numbered(rows: Iterable[Any], value: Callable[[Any, str], Any], identity: tuple[str, ...]) -> dict[Identity, Any]:
    """Rows by identity and how often it came before."""
    seen: Counter[Identity] = Counter()
    found: dict[Identity, Any] = {}
    for row in rows:
        key = tuple(value(row, name) for name in identity)
        found[*key, seen[key]] = row
        seen[key] += 1
    return found
