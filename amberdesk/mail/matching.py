"""Where a mail belongs: on an order, as a new one, or in the hands of the coordinator. Pure.

A number is no secret and opens no door: only our signed token together with a sender of the order's network does.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from amberdesk.mail.authentication import Verdict
from amberdesk.mail.parse import recipients
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.screening import Fate, Reason, Screened
from amberdesk.orders.numbers import read_number

_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,4}-?[0-9]{2}-?[0-9]{6,12}-?[0-9](?![0-9])")


class Policy(StrEnum):
    """What a mailbox does with new reports: by its move to the form."""

    ACCEPT = "accept"
    ACCEPT_AND_POINT = "accept_and_point"
    FORM_ONLY = "form_only"


class Place(StrEnum):
    """Where a mail goes."""

    ORDER = "order"  # it joins the order
    NEW = "new"  # it becomes an order
    HELD = "held"
    NOWHERE = "nowhere"  # kept raw and counted


class Why(StrEnum):
    """Why a mail that passed the screening is held, or only filed."""

    STRANGER = "stranger"  # our token, but not a sender of the order's network
    OTHER_NETWORK = "other_network"  # our token, of an order of another network than the mailbox's
    UNKNOWN_ORDER = "unknown_order"  # our token, of an order that is no more
    NUMBER_ONLY = "number_only"  # a number in the subject, and no token
    FORM_ONLY = "form_only"
    UNPROVEN = "unproven"  # all is right, but the sender's domain says that the mail is not from there
    CONFLICT = "conflict"  # the same Message-ID with another content
    TOO_BIG = "too_big"  # not all of it can be kept on an order
    SERVICE = "service"  # of a program that takes no answer, and that the network does not know
    AUTOMATIC = "automatic"  # no reason to hold: filed on the order that it names


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What must be known of the world.

    order, order_network: that the token names and to which it belongs now; None when it names none that is there
    sender_networks: networks to which the sender's address belongs
    numbered_order: an order of the mailbox's network whose number stands in the subject
    by_machine: the mail says itself that no person wrote it
    by_service: it is from an address that takes no answer, which is none of the network's
    """

    network: int
    policy: Policy
    token: bool = False
    order: int | None = None
    order_network: int | None = None
    sender_networks: frozenset[int] = frozenset()
    numbered_order: int | None = None
    verdict: Verdict = Verdict.UNKNOWN
    by_machine: bool = False
    by_service: bool = False


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a mail goes.

    order: that it joins or, held, may belong to
    changes: it may end a wait or raise a flag; else it is only kept there
    point: the sender is pointed to the form
    """

    place: Place
    order: int | None = None
    reason: str = ""
    changes: bool = False
    point: bool = False


def named_order(parsed: Parsed, order_of: Callable[[str], int | None]) -> int | None:
    """Return the order that our newest token in a mail names: what it answers to, then where it was sent.

    `order_of`: reads a Message-ID or the extension of an address, None for what is not ours.
    """
    return next((order for word in _tokens(parsed) if (order := order_of(word)) is not None), None)


def _tokens(parsed: Parsed) -> Iterable[str]:
    yield from reversed(parsed.references)
    for address in recipients(parsed):
        local = address.email.partition("@")[0]
        if "+" in local:
            yield local.partition("+")[2]


def belonging(screened: Screened, facts: Facts) -> Belonging:
    """Return where a screened mail goes."""
    reason = str(screened.reason or "")
    is_bounce = screened.reason in (Reason.BOUNCE, Reason.DELAYED)  # our letters leave from one address
    ours = facts.order if facts.order_network == facts.network or is_bounce else None
    match screened.fate:
        case Fate.DROP:
            return Belonging(Place.NOWHERE, reason=reason)
        case Fate.HOLD:
            return Belonging(Place.HELD, ours, reason)
        case Fate.FILE:
            return Belonging(Place.ORDER if ours else Place.NOWHERE, ours, reason)
    if facts.token:
        return _answer(facts)
    if facts.numbered_order is not None:
        return Belonging(Place.HELD, facts.numbered_order, Why.NUMBER_ONLY)
    if facts.policy == Policy.FORM_ONLY:
        return Belonging(Place.HELD, reason=Why.FORM_ONLY, point=True)
    if facts.by_service:  # its mail may open an account, and an order is read by many
        return Belonging(Place.HELD, reason=Why.SERVICE)
    return Belonging(Place.NEW, changes=True, point=facts.policy == Policy.ACCEPT_AND_POINT)


def _answer(facts: Facts) -> Belonging:
    """Return where a mail with our token goes. One that failed its proof changes nothing by itself: people look."""
    if facts.order is None:
        return Belonging(Place.HELD, reason=Why.UNKNOWN_ORDER)
    if facts.order_network != facts.network:
        return Belonging(Place.HELD, reason=Why.OTHER_NETWORK)
    if facts.by_machine:
        return Belonging(Place.ORDER, facts.order, Why.AUTOMATIC)
    if facts.order_network not in facts.sender_networks:
        return Belonging(Place.HELD, facts.order, Why.STRANGER)
    if facts.verdict == Verdict.FAILED:
        return Belonging(Place.HELD, facts.order, Why.UNPROVEN)
    return Belonging(Place.ORDER, facts.order, changes=True)


def numbers_in(subject: str) -> list[str]:
    """Return the order numbers in a subject, in their standard form; a wrong check digit is no number."""
    shapes = _NUMBER.findall(subject[:500])[:10]
    return [number for shape in shapes if (number := read_number(shape))]
