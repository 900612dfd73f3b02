"""The key "Rozmawiam": a call that no exchange tells of while it runs, told by the technician who talks.

The operator's call report, imported later, says the same of it more exactly: both are one call's or stand side by side.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from amberdesk.customers.models import Contact, Site
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.phone.actions.join import told_of_already
from amberdesk.phone.actions.take_in import call_key, note_happenings
from amberdesk.phone.exchanges import BY_HAND, OWN, Kind
from amberdesk.phone.happenings import By, Happening, What
from amberdesk.phone.models import Call, Exchange, Hotline
from amberdesk.phone.numbers import as_number
from amberdesk.phone.rights import require_work

TWICE = timedelta(seconds=10)  # the key pressed twice is one call
PRESSED: dict[str, Any] = {"coarse": True, "by_hand": True}


@transaction.atomic
def start_talk(
    hotline: Hotline,
    *,
    person: Person,
    number: str = "",
    name: str = "",
    site: Site | None = None,
    contact: Contact | None = None,
    at: datetime,
) -> Call:
    """Return the call that the person says he has on the hotline: one that an exchange tells of, or a new one.

    Raises people.refusals.Forbidden.
    """
    by = Actor("person", person.pk)
    require_work(by, hotline.network_id)
    exchange, id = _exchange(hotline), f"{BY_HAND}{uuid4().hex}"
    Person.objects.select_for_update(no_key=True).get(
        pk=person.pk
    )  # the key pressed twice at once: one after the other
    for before in running_talks(person):
        same = before.hotline_id == hotline.pk and before.caller == as_number(number)
        if same and at - before.offered_at < TWICE:
            return before
        hang_up(before, at=at)
    call = told_of_already(hotline, person, as_number(number), at)
    if call is not None:
        _say_who(call, person, at)
    else:
        _tell(exchange, id, hotline, person, number, name, at)
        call = Call.objects.get(key=call_key(exchange, id))
    if site or contact:
        call.site, call.contact = site, contact
        call.save(update_fields=["site", "contact"])
    return call


def _say_who(call: Call, person: Person, at: datetime) -> None:
    """Note in a call of an exchange that the person has it, where the exchange has not told so itself."""
    if call.answered_by_id is not None:
        return
    ring = call.rings.filter(person=person).order_by("-started_at").first()
    agent = ring.agent if ring else agent_of(person)
    id = call.key.partition(":")[2]
    said = Happening(id=f"{BY_HAND}{id}.{person.pk}", what=What.ANSWERED, at=at, agent=agent, **PRESSED)
    note_happenings(call.exchange, [(id, said)], received_at=at, at=at)
    call.refresh_from_db()


def _tell(
    exchange: Exchange, id: str, hotline: Hotline, person: Person, number: str, name: str, at: datetime
) -> None:
    """Tell of a call of which nobody else has told."""
    offered = Happening(
        id=f"{id}.1",
        what=What.OFFERED,
        at=at,
        number=hotline.number,
        caller=number,
        caller_name=name,
        **PRESSED,
    )
    answered = Happening(id=f"{id}.2", what=What.ANSWERED, at=at, seq=1, agent=agent_of(person), **PRESSED)
    note_happenings(exchange, [(id, offered), (id, answered)], received_at=at, at=at)


@transaction.atomic
def hang_up(call: Call, *, at: datetime) -> None:
    """End a call that was only told of by hand: its ending is its end."""
    locked = Call.objects.select_related("exchange").select_for_update(of=("self",))
    now = locked.get(pk=call.pk)  # an exchange may have told of it meanwhile: then its name is another
    id = now.key.partition(":")[2]
    if not id.startswith(BY_HAND) or now.exchange.kind != Kind.REPORT or now.ended_at is not None:
        return
    ended = Happening(id=f"{id}.9", what=What.ENDED, at=at, seq=9, by=By.AGENT, **PRESSED)
    note_happenings(now.exchange, [(id, ended)], received_at=at, at=at)


def running_talks(person: Person) -> list[Call]:
    """Return the calls that the person said he has and that nobody has ended: one, unless he forgot one."""
    mine = Call.objects.filter(answered_by=person, ended_at=None, exchange__kind=Kind.REPORT)
    return list(mine.select_related("exchange").order_by("-offered_at")[:10])


def agent_of(person: Person) -> str:
    """Return the name under which every exchange knows a technician to whom the office gave no other."""
    return f"p{person.pk}"


def _exchange(hotline: Hotline) -> Exchange:
    """Return the exchange whose report will tell of the call; where there is none, our own."""
    if hotline.exchange and hotline.exchange.kind == Kind.REPORT:
        return hotline.exchange
    own = {"name": "Rozmawiam", "kind": Kind.REPORT, "key_id": settings.LINK_KEY_ID}
    return Exchange.objects.get_or_create(code=OWN, defaults=own)[0]
