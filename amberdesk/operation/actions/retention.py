"""Erase what has been kept as long as company and agreement say."""

import logging
from datetime import datetime, timedelta

from amberdesk.mail.actions.erase import erase_before
from amberdesk.operation.due import company_days, due_callers, due_contacts, due_orders
from amberdesk.orders.actions.erase import erase, erase_person
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.actions.erase import erase_callers_before

log = logging.getLogger(__name__)
ROUND = 2000  # orders at most in one round


def erase_due(now: datetime) -> int:
    """Erase what is over its time in ended orders, the address book, letters and calls; return how many. Safe in parallel."""
    found = due_orders(now, ROUND)
    count = sum(_erase(pk, kinds, now) for pk, kinds in found.items())
    for contact in due_contacts(now)[:ROUND]:
        try:
            erase_person(contact, by=MACHINE, at=now)
            count += 1
        except Refused:  # an order of his is still open: next time
            continue
    days = company_days().get("mails")
    count += erase_before(now - timedelta(days=days), now) if days is not None else 0
    count += sum(
        erase_callers_before(network, instant, at=now) for network, instant in due_callers(now).items()
    )
    if count:
        log.info("retention: erased %s", count)
    return count


def _erase(pk: int, kinds: list[str], now: datetime) -> int:
    try:
        return int(bool(erase(Order(pk=pk), what=kinds, by=MACHINE, at=now)))
    except Exception:  # a file that cannot be removed, or whatever it is, stops nothing else
        log.exception("order %s was not erased", pk)
        return 0
