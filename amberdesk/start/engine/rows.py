"""Models in hand-written statements: their columns, instances of what came back, and rows written as they are.

For what is asked at every page or mail: the ORM writes the same text anew each time, which costs more than the database.
"""

from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)


class Columns(Generic[M]):
    """The columns of a model under a table's short name. Those left out are read when they are asked for."""

    def __init__(self, model: type[M], table: str, *, but: Collection[str] = ()) -> None:
        fields = [f for f in model._meta.concrete_fields if f.attname not in but]
        self.sql = ", ".join(f'{table}."{f.column}"' for f in fields)
        self._model, self._names = model, [f.attname for f in fields]
        self._key = next(place for place, f in enumerate(fields) if f.primary_key)
        self._turned = [(place, f) for place, f in enumerate(fields) if hasattr(f, "from_db_value")]

    def take(self, values: Iterator[Any]) -> M | None:
        """Return the next values of a row as an instance; None for what an outer join did not find."""
        own = list(islice(values, len(self._names)))
        if own[self._key] is None:
            return None
        for place, field in self._turned:
            own[place] = field.from_db_value(own[place], None, connection)
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, own)

    def taken(self, values: Iterator[Any]) -> M:
        """Return the next values of a row, which is there, as an instance."""
        found = self.take(values)
        assert found is not None
        return found


def insert(row: Model) -> None:
    """Write a new row, which gets its key."""
    fields, sql = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, *names: str) -> None:
    """Write a row that is there: all of its columns, or those of these attributes."""
    fields, sql = _change(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields), row.pk])
        if cursor.rowcount != 1:
            raise type(row).DoesNotExist(row.pk)  # type: ignore[attr-defined]


def _values(row: Model, fields: Collection[Field]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@cache
def _insertion(model: type[Model]) -> tuple[tuple[Field, ...], str]:
    fields = _written(model)
    columns = ", ".join(f'"{f.column}"' for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    return (
        fields,
        f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks}) RETURNING {_key(model)}',
    )


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[tuple[Field, ...], str]:
    fields = tuple(f for f in _written(model) if not names or f.attname in names)
    values = ", ".join(f'"{f.column}" = %s' for f in fields)
    return fields, f'UPDATE "{model._meta.db_table}" SET {values} WHERE {_key(model)} = %s'


def _written(model: type[Model]) -> tuple[Field, ...]:
    return tuple(f for f in model._meta.concrete_fields if not (f.primary_key or f.generated))


def _key(model: type[Model]) -> str:
    assert model._meta.pk is not None
    return f'"{model._meta.pk.column}"'
