"""The period that a report is about, and whose it is."""

from datetime import date
from typing import Annotated

from ninja import Query
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from amberdesk.web.api import words
from amberdesk.web.api.fields import EARLIEST, LATEST, Code
from amberdesk.web.api.problems import Problem, in_query


def _near(day: date) -> date:
    if not EARLIEST.date() <= day < LATEST.date():
        raise PydanticCustomError("moment_range", "outside the years 2000 to 2100")
    return day


Day = Annotated[date, AfterValidator(_near)]
FirstDay = Annotated[Day, Query(alias="from", description="First day.")]
LastDay = Annotated[Day, Query(alias="to", description="Last day, included.")]
OneNetwork = Annotated[Code | None, Query(description="Network code; else all of the caller's.")]


def check_days(first: date, last: date, *, most: int = 0) -> None:
    """Raise Problem(422) when the last day is before the first, or the days are more than `most` (0: any number)."""
    code = "period_reversed" if last < first else "period_too_long" if 0 < most <= (last - first).days else ""
    if code:
        raise Problem(422, "invalid", errors=[in_query("to", words.detail(code, {}))])
