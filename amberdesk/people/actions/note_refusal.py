from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.events import RightRefused


@transaction.atomic
def note_refusal(act: str, *, by: Actor, at: datetime) -> None:
    """Keep in the doer's journal that he tried what he may not. Nothing is kept of doers who are no persons."""
    if by.kind == "person" and by.id is not None:
        record(RightRefused(id=by.id, act=act), by=by, at=at)
