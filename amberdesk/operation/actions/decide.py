"""Say what becomes of what a restore has held back, and of what was given up."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.access import require_office
from amberdesk.mail.actions import hold as mails
from amberdesk.operation import events
from amberdesk.operation.held import Held
from amberdesk.outbox import holding
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.webhooks.actions import hold as calls


@transaction.atomic
def send_held(*, by: Actor, at: datetime) -> Held:
    """Send all that is held; return how much it was. Raises refusals.Forbidden."""
    require_office(by)
    sent = Held(mails.send_held(at), calls.send_held(at), holding.send_held(at))
    if sent:
        record(events.HeldSent(mails=sent.mails, calls=sent.calls, deliveries=sent.deliveries), by=by, at=at)
    return sent


@transaction.atomic
def drop_held(*, by: Actor, at: datetime) -> Held:
    """Never send what is held; return how much it was. Raises refusals.Forbidden."""
    require_office(by)
    dropped = Held(mails.drop_held(), calls.drop_held(), holding.drop_held())
    if dropped:
        event = events.HeldDropped(mails=dropped.mails, calls=dropped.calls, deliveries=dropped.deliveries)
        record(event, by=by, at=at)
    return dropped


@transaction.atomic
def retry_given_up(*, by: Actor, at: datetime) -> int:
    """Try again the deliveries that were given up; return how many. Raises refusals.Forbidden."""
    require_office(by)
    count = holding.retry_dead(at)
    if count:
        record(events.DeadRetried(deliveries=count), by=by, at=at)
    return count
