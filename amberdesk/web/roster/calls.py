"""The hotline's part of "my duty": who called, what is not written down yet, whom to ring back."""

from datetime import datetime
from typing import Any

from amberdesk.customers.phones import readable
from amberdesk.people.models import Person
from amberdesk.phone import call_words
from amberdesk.phone.mine import last_calls, open_callbacks
from amberdesk.phone.rights import works
from amberdesk.rosters.standing import Standing


def calls(person: Person, standing: Standing | None, at: datetime) -> dict[str, Any]:
    """Return what the card shows; nothing to whoever takes no calls."""
    if standing is None or not works(standing, None):
        return {"takes_calls": False}
    owed = open_callbacks(standing.networks)
    return {
        "takes_calls": True,
        "callbacks": sorted(owed, key=lambda callback: callback.owner_id != person.pk),
        "overdue": sum(callback.due_at < at for callback in owed),
        "me": person,
        "my_calls": last_calls(person, at, most=8),
        "call_words": call_words,
        "readable": readable,
    }


def topics(person: Person, standing: Standing | None) -> list[str]:
    """Return what changes the card."""
    networks = standing.networks if standing else frozenset()
    return [f"phone:{person.pk}", *(f"callbacks:{network}" for network in sorted(networks))]
