"""Find what a person may see. The permission is in the query, never in the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q

from amberdesk.customers.models import Contact, Device, Network, PhoneNumber, Site
from amberdesk.orders.access import orders_for
from amberdesk.orders.models import Message, Order, Reference
from amberdesk.orders.numbers import complete, read_number, read_spoken
from amberdesk.orders.order_filter import Named
from amberdesk.rosters.standing import Standing
from amberdesk.search.keys import keys_of_word, words
from amberdesk.search.question import tsquery

SHOWN, BESIDE = 30, 8
MOST_FOREIGN = 1000  # orders found by a part of another party's number
PATIENCE = 2000  # ms that one question may take
EXCERPT = 160  # characters


@dataclass(frozen=True, slots=True)
class Found:
    """What fits: orders newest first (`more`: there are others), and shops, devices and people beside them."""

    orders: list[Order] = field(default_factory=list)
    excerpts: dict[int, str] = field(default_factory=dict)  # by order
    more: bool = False
    sites: list[Site] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


def order_by_number(standing: Standing, text: str, now: datetime) -> Order | None:
    """Return the one order that a typed or spoken number names; None when it is none, or several networks have it."""
    if number := read_number(text):
        return orders_for(standing).filter(number=number).first()
    found = _spoken(standing, text, now)
    return found[0] if len(found) == 1 else None


def _spoken(standing: Standing, text: str, now: datetime) -> list[Order]:
    spoken = read_spoken(text)
    if spoken is None:
        return []
    networks = Network.objects.filter(pk__in=list(standing.visible)).values_list("code", "timezone")
    years = {(code, now.astimezone(ZoneInfo(zone)).year - ago) for code, zone in networks for ago in range(3)}
    numbers = [number for code, year in years if (number := complete(spoken, code, year))]
    return list(orders_for(standing).filter(number__in=numbers).order_by("-pk"))


@transaction.atomic
def find(standing: Standing, text: str, now: datetime) -> Found:
    """Return everything that fits. Raises question.TooMuch; a question that takes too long raises OperationalError."""
    text = text.replace("\x00", " ").strip()
    if not text or not standing.visible:
        return Found()
    question = tsquery(text)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
    first = _by_numbers(standing, text, now)
    rest = _by_words(standing, question) if question else []
    ids = list(dict.fromkeys([*first, *rest]))
    chosen = {o.pk: o for o in orders_for(standing).filter(pk__in=ids[:SHOWN])}
    orders = [chosen[pk] for pk in ids[:SHOWN] if pk in chosen]
    beside = _beside(standing, text) if standing.networks else ([], [], [])
    return Found(orders, _excerpts(standing, orders, text, now), len(ids) > SHOWN, *beside)


def fitting(standing: Standing, text: str, now: datetime) -> Named:
    """Return the statement that names all orders which fit: it narrows a list of orders that the person may see.

    Raises question.TooMuch.
    """
    text = text.replace("\x00", " ").strip()
    question, number = tsquery(text), read_number(text)
    ids = set(_by_numbers(standing, text, now, MOST_FOREIGN))
    ids |= set(orders_for(standing).filter(number=number).values_list("pk", flat=True)) if number else set()
    column = "full" if standing.networks else "public"
    by_words = f'SELECT order_id FROM search_searchdoc WHERE "{column}" @@ %(asked)s::tsquery'
    by_numbers = "SELECT unnest(%(asked_ids)s::bigint[])"
    parts = ([by_words] if question else []) + ([by_numbers] if ids or not question else [])
    return Named(" UNION ALL ".join(parts), {"asked": question, "asked_ids": sorted(ids)})


def _by_words(standing: Standing, question: str) -> list[int]:
    column = "full" if standing.networks else "public"
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT order_id FROM search_searchdoc WHERE "{column}" @@ %s::tsquery AND network_id = ANY(%s)'
            " ORDER BY order_id DESC LIMIT %s",
            [question, sorted(standing.visible), SHOWN + 1],
        )
        return [row[0] for row in cursor.fetchall()]


def _by_numbers(standing: Standing, text: str, now: datetime, most: int = SHOWN) -> list[int]:
    """Return orders whose own or foreign number is meant.

    A part of a number is asked for as a pattern: that has the trigrams' index, which UPPER (icontains) has not.
    """
    found = [o.pk for o in _spoken(standing, text, now)]
    if standing.networks and len(text) >= 3 and any(c.isdigit() for c in text):
        foreign = Reference.objects.filter(
            number__iregex=re.escape(text), order__network_id__in=list(standing.networks)
        )
        found += foreign.order_by("-order_id").values_list("order_id", flat=True)[:most]
    return found


def _beside(standing: Standing, text: str) -> tuple[list[Site], list[Device], list[Contact]]:
    mine = list(standing.networks)
    sites, contacts = Site.objects.filter(network_id__in=mine), Contact.objects.filter(network_id__in=mine)
    named = Q()
    for word in text.split():
        named &= (
            Q(code__iexact=word)
            | Q(name__icontains=word)
            | Q(street__icontains=word)
            | Q(city__icontains=word)
        )
    digits = "".join(c for c in text if c.isdigit())
    owners = (
        PhoneNumber.objects.filter(network_id__in=mine, number__endswith=digits) if len(digits) >= 6 else None
    )
    people = Q(name__icontains=text) | Q(emails__contains=[text.lower()])
    if owners is not None:
        people |= Q(pk__in=owners.values("contact_id"))
        named |= Q(pk__in=owners.values("site_id"))
    serial = Device.objects.filter(site__network_id__in=mine, serial__iregex=re.escape(text))
    serial = serial if len(text) >= 4 else serial.none()
    return (
        list(sites.filter(named).select_related("network").order_by("code")[:BESIDE]),
        list(serial.select_related("site__network").order_by("pk")[:BESIDE]),
        list(contacts.filter(people).select_related("network", "site").order_by("name")[:BESIDE]),
    )


def _excerpts(standing: Standing, orders: Iterable[Order], text: str, now: datetime) -> dict[int, str]:
    """Return for each order the words around the first match in its messages that the person may see."""
    asked = [keys_of_word(word) for word in words(text)]
    said = Message.objects.filter(order__in=list(orders), taken_back_at=None, erased_at=None).order_by("pk")
    if not standing.networks:
        said = said.filter(public=True, visible_at__lte=now)
    found: dict[int, str] = {}
    for order_id, message in said.values_list("order_id", "text"):
        if order_id not in found and (excerpt := _around(message[:4000], asked)):
            found[order_id] = excerpt
    return found


def _around(message: str, asked: list[frozenset[str]]) -> str:
    for word in words(message):
        if any(keys_of_word(word) & keys for keys in asked):
            middle = message.find(word)
            start = max(0, middle - EXCERPT // 3)
            return ("… " if start else "") + " ".join(message[start : start + EXCERPT].split())
    return ""
