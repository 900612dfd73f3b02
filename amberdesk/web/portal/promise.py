"""When a technician answers, as the agreement promises it and no sooner. Pure."""

from dataclasses import dataclass
from datetime import datetime

from amberdesk.customers.terms import Duty


@dataclass(frozen=True, slots=True)
class Promise:
    """`code`: "by" a time; "from" a time on, when the desk opens, and perhaps "by" another; "late"; "" no promise."""

    code: str
    opens_at: datetime | None = None
    due_at: datetime | None = None


def promise(due_at: datetime | None, duty: Duty, at: datetime) -> Promise:
    """Return what may be said to a shop that waits for a first answer. `due_at`: of the response clock, if it runs."""
    if due_at is not None and at >= due_at:
        return Promise("late", due_at=due_at)
    if duty.level is None and duty.opens_at is not None and (due_at is None or duty.opens_at < due_at):
        return Promise("from", duty.opens_at, due_at)
    return Promise("by", due_at=due_at) if due_at else Promise("")
