"""Note how it stood when a call came: who had the duty, and whether somebody was free."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from amberdesk.phone.changes import Change
from amberdesk.phone.crew import crew_of, duty_now, levels_now, of_level
from amberdesk.phone.models import Call, Wait

FRESH = timedelta(minutes=2)  # of an older call nobody knows any more who was free


def note_how_it_stood(changes: Sequence[Change], *, at: datetime) -> None:
    """Set duty and found_free of the calls that are new: as the loop saw it when it was asked, else as it is now."""
    new = [change for change in changes if change.is_new and change.call.network_id is not None]
    if not new:
        return
    waits = {w.call_key: w for w in Wait.objects.filter(call_key__in=[c.call.key for c in new])}
    for change in new:
        call, wait = change.call, waits.get(change.call.key)
        if wait:
            call.duty, call.found_free = wait.duty, wait.found_free
        else:
            call.duty, call.found_free = _stood(call, at)
    stood = ["duty", "found_free"]
    Call.objects.bulk_create(_calls(new), update_conflicts=True, unique_fields=["id"], update_fields=stood)


def _stood(call: Call, at: datetime) -> tuple[str, bool | None]:
    assert call.network is not None  # only such calls come here
    duty = duty_now(call.network, call.offered_at)
    if duty.level is None:
        return "", False
    if call.offered_at < at - FRESH:
        return duty.level.value, None
    crew = of_level(crew_of([call.network.pk], at), call.network.pk, *levels_now(duty, False))
    return duty.level.value, any(m.is_free(at) or m.call_key == call.key for m in crew)


def _calls(changes: Iterable[Change]) -> list[Call]:
    return [change.call for change in changes]
