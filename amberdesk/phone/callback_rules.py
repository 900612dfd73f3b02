"""Which calls have to be rung back, and until when. Pure."""

from datetime import datetime, timedelta

from amberdesk.clock.hours import NoWorkingHours, WorkingHours, add_worktime
from amberdesk.phone.endings import Cause, Dropped
from amberdesk.phone.happenings import Outcome, Reason

SHORT_MS = 5000  # whoever hung up sooner may have pressed by mistake
AGAIN = timedelta(hours=1)  # who rang before in this time has not rung by mistake: his other call counts
TOO_OLD = timedelta(days=7)  # a report of older calls promises nothing any more

_CAUSES = {
    Outcome.CALLBACK: Cause.ASKED,
    Outcome.ABANDONED: Cause.ABANDONED,
    Outcome.REJECTED: Cause.REJECTED,
    Outcome.INCOMPLETE: Cause.ABANDONED,  # nobody is known to have answered
}


def cause_of(outcome: str, reason: str, *, short: bool, rang_before: bool) -> Cause | None:
    """Return why the caller is to be rung back; None when he is not.

    short: he left within SHORT_MS; that counts only as his one try (not `rang_before` within AGAIN).
    """
    cause = _CAUSES.get(Outcome(outcome))
    if reason == Reason.BLOCKED or (cause == Cause.ABANDONED and short and rang_before):
        return None
    return cause


def due_at(hours: WorkingHours | None, since: datetime, within: timedelta) -> datetime:
    """Return until when to ring: `within` of the agreement's time after `since`, of plain time where there is none."""
    if hours is None:
        return since + within
    try:
        return add_worktime(hours, since, within)
    except NoWorkingHours:
        return since + within


def reasons_to_drop(number: str, tries: int) -> list[Dropped]:
    """Return why this promise may be dropped: nobody is unreachable before he was tried, or has no number unless so."""
    false = {
        Dropped.NO_NUMBER if number else Dropped.WRONG_NUMBER,
        *(() if tries else (Dropped.UNREACHABLE,)),
    }
    return [reason for reason in Dropped if reason not in false]
