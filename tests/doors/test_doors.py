"""Every address x everybody x GET and POST: who is not of the network learns nothing, not even what exists (T60).

The table says who gets in. A network is FAL (A) or BUR (B); every word of an order, of what only staff reads and of
the network's places says whose it is, and no answer may hold a word that is not for its reader.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver

from tests.doors.table import ANYBODY, HIDDEN, KEY, ROWS, SIGN_IN, Door
from tests.doors.visitors import NOWHERE, Visitor, address_of, body, programs, query, visitors
from tests.doors.world import World, make_world

METHODS = ("GET", "POST")
ONCE = frozenset({"A:coordinator", "A:representative"})  # of A's people, whose posts are tried
BUSY = frozenset({"health/ready"})  # says 503 where no machine works in the background


def addresses(resolver: Any = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        else:
            yield here


ADDRESSES = list(dict.fromkeys(addresses()))


def test_every_address_has_a_row() -> None:
    missing = [address for address in ADDRESSES if address not in ROWS]
    assert not missing, f"Say in tests/doors/table.py who may come in at: {', '.join(missing)}"


def test_every_row_is_of_an_address() -> None:
    idle = [address for address in ROWS if address not in ADDRESSES]
    assert not idle, (
        f"Take these rows out of tests/doors/table.py, or give them an address: {', '.join(idle)}"
    )


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all: what a visit does is rolled back at once, the rest at the end."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(hashers, "get_hashers", lambda: [MD5PasswordHasher()])
        patch.setattr(hashers, "get_hasher", lambda algorithm="default": MD5PasswordHasher())
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everybody(world: World) -> list[Visitor]:
    return list(visitors(world))


@pytest.fixture(scope="module")
def machines(world: World) -> list[Visitor]:
    return list(programs(world))


@pytest.fixture(scope="module")
def visit(world: World, everybody: list[Visitor]) -> Callable[..., HttpResponse]:
    """Return how a visitor asks at an address of A's things, or of his own or missing ones, naming A's in what he sends."""
    owner = next(v.client for v in everybody if v.name == "A:coordinator")

    def visit(visitor: Visitor, method: str, pattern: str, **which: Any) -> HttpResponse:
        side, missing = which.get("side", world.a), which.get("missing")
        address = address_of(pattern, side, visitor, missing)
        if method == "GET" or pattern == "board/undo/":
            address += query(pattern, world.a, owner, missing)
        api = pattern.startswith("api/")
        sent = body(pattern, world.a)
        if missing and not api:
            sent["order"] = f"{missing['other']}:1"
        if pattern == "orders/new/" and side is not world.a:
            sent["add_to"] = world.a.order.number
        answer = visitor.ask(method, address, sent, api=api, look=which.get("look", bool))
        answer.asked = f"{method} {address} by {visitor.name}: {answer.status_code}"
        return answer

    return visit


MAIN = frozenset({"nobody", "B:coordinator", "B:representative"})
FEW = MAIN | {"A:coordinator", "A:representative"}
FULL = pytest.mark.parametrize("crowd", ["few", pytest.param("everybody", marks=pytest.mark.long)])


def callers(
    pattern: str, crowd: str, everybody: list[Visitor], machines: list[Visitor]
) -> Iterator[tuple[Visitor, bool]]:
    """Yield who comes to an address, and whether his session or key counts there. `few`: one of each kind."""
    api = pattern.startswith("api/")
    for visitor in machines if api else everybody:
        if crowd == "everybody" or visitor.name in (
            MAIN if pattern.startswith(("office/", "account/")) else FEW
        ):
            yield visitor, True
    for visitor in everybody if api else machines:
        if visitor.name == "nobody" or (visitor.name == "A:coordinator" and (api or crowd == "everybody")):
            yield visitor, False


def wrong(door: Door, visitor: Visitor, known: bool, method: str, answer: HttpResponse) -> bool:
    """Whether the door stands open to somebody to whom it is closed, or the other way round."""
    status, to_sign_in = answer.status_code, "/account/login/" in answer.headers.get("Location", "")
    if door is ANYBODY:
        return status >= 500 and "health/ready" not in answer.asked
    if known and visitor.name in door.opens:
        return status in (401, 404) or status >= 500 or (to_sign_in and "logout" not in answer.asked)
    if status == 405:
        return False  # said to everybody alike
    if known and visitor.person:
        return status not in door.shut
    return not {SIGN_IN: to_sign_in or status == 403, HIDDEN: status in door.shut, KEY: status == 401}[
        door.unknown
    ]


def leaks(world: World, visitor: Visitor, answer: HttpResponse) -> bool:
    seen = answer.said + repr(sorted(answer.headers.items())).encode()
    return any(word.encode() in seen for word in visitor.may_not_read(world))


@FULL
def test_the_doors_open_to_whom_the_table_says(
    crowd: str,
    world: World,
    everybody: list[Visitor],
    machines: list[Visitor],
    visit: Callable[..., HttpResponse],
) -> None:
    faults = []
    for pattern, door in ROWS.items():
        for visitor, known in callers(pattern, crowd, everybody, machines):
            for method in METHODS:
                if method == "POST" and visitor.name.startswith("A:") and visitor.name not in ONCE:
                    continue
                answer = visit(visitor, method, pattern)
                if wrong(door, visitor, known, method, answer):
                    faults.append(answer.asked)
                if leaks(world, visitor, answer):
                    faults.append(f"{answer.asked}, and it tells too much")
    assert not faults, "\n".join(faults)


@pytest.mark.long
@FULL
def test_strangers_cannot_tell_what_exists_from_what_does_not(
    crowd: str, everybody: list[Visitor], machines: list[Visitor], visit: Callable[..., HttpResponse]
) -> None:
    faults = []
    strangers = {"nobody", "B:coordinator", "B:representative"} | (
        {"B:L2", "B:link"} if crowd == "everybody" else set()
    )
    for pattern in (p for p in ROWS if "<" in p and not p.startswith(("account/", "office/"))):
        for visitor, known in callers(pattern, crowd, everybody, machines):
            if known and visitor.name in strangers:
                for method in METHODS:
                    there, not_there = (visit(visitor, method, pattern, missing=m) for m in (None, NOWHERE))
                    if plain(there) != plain(not_there):
                        faults.append(f"{there.asked}, otherwise {not_there.status_code}")
    assert not faults, "\n".join(faults)


def plain(answer: HttpResponse) -> tuple[int, str]:
    """Return the answer without what is never twice the same, and without the address that was asked for."""
    text = answer.said.decode()
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|token)" value=")[^"]*', r"\1", text)
    return answer.status_code, re.sub(r'"(?:instance|value)": ?"/[^"]*"|value="/[^"]*"', "", text)


@pytest.mark.long
@pytest.mark.parametrize("crowd", ["everybody"])
def test_what_is_named_in_a_filter_or_a_form_is_behind_the_same_door(
    crowd: str,
    world: World,
    everybody: list[Visitor],
    machines: list[Visitor],
    visit: Callable[..., HttpResponse],
) -> None:
    """B's people act on their own things and name A's: orders to merge, link, move to, sites, technicians, files."""
    faults, before = [], world.traces()
    for pattern in (p for p in ROWS if not p.startswith("office/")):
        for visitor, known in callers(pattern, crowd, everybody, machines):
            if not known or not visitor.name.startswith("B:") or (crowd == "few" and visitor.name == "B:L2"):
                continue
            for method in METHODS:
                answer = visit(visitor, method, pattern, side=world.b, look=world.traces)
                if answer.left != before:
                    faults.append(f"{answer.asked}, and it touched what is not his")
                if answer.status_code >= 500 and pattern not in BUSY:
                    faults.append(answer.asked)
                if leaks(world, visitor, answer):
                    faults.append(f"{answer.asked}, and it tells too much")
    assert not faults, "\n".join(faults)
