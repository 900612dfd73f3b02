"""Hand-written statements that are asked at every page: the server plans them a few times, then no more."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from django.db import connection, models
from django.db.models.expressions import Col

from amberdesk.start.engine.base import DatabaseWrapper

Row = TypeVar("Row", bound=models.Model)


def prepared() -> Any:
    """Return a cursor as `connection.cursor()` does, for statements whose text never changes.

    Values go to the server apart from the text, so one that PostgreSQL cannot infer needs a cast there.
    """
    return cast(DatabaseWrapper, connection).prepared_cursor()


def found(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a statement whose text never changes."""
    with prepared() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def done(sql: str, *values: Any) -> None:
    """Execute a statement whose text never changes and that returns nothing of use."""
    with prepared() as cursor:
        cursor.execute(sql, values)


def columns(model: type[models.Model], table: str) -> str:
    """Return all of a model's columns for a hand-written statement, as `made` reads them."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


def made(model: type[Row], values: Sequence[Any]) -> Row:
    """Return a model's row from what its `columns` gave."""
    read = list(values)
    for place, convert in _converters(model):
        read[place] = convert(read[place])
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], read)


def insert(row: models.Model) -> None:
    """Insert a row whose key is known."""
    fields = row._meta.concrete_fields
    done(_insertion(type(row)), *(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields))
    row._state.adding = False


@cache
def _insertion(model: type[models.Model]) -> str:
    fields = model._meta.concrete_fields
    names, marks = (f'"{f.column}"' for f in fields), (f"%s::{f.db_type(connection)}" for f in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) VALUES ({", ".join(marks)})'


@cache
def _converters(model: type[models.Model]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return how columns become values, for those that differ."""
    kept = []
    for place, field in enumerate(model._meta.concrete_fields):
        column = Col(model._meta.db_table, field)
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection)):
            kept.append((place, _bound(convert, column)))
    return kept


def _bound(convert: Callable[..., Any], column: Col) -> Callable[[Any], Any]:
    return lambda value: convert(value, column, connection)
