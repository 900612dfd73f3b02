"""Hand-written statements that are asked at every page: the server plans them a few times, then no more."""

from typing import Any, cast

from django.db import connection

from amberdesk.start.engine.base import DatabaseWrapper


def prepared() -> Any:
    """Return a cursor as `connection.cursor()` does, for statements whose text never changes.

    Values go to the server apart from the text, so one that PostgreSQL cannot infer needs a cast there.
    """
    return cast(DatabaseWrapper, connection).prepared_cursor()
