"""Who comes to a door, and what he brings along: his session, his key or his link, and the names of the other's things."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.add_token import add_token
from amberdesk.people.models import Person
from amberdesk.web.live.topics import sign
from tests.doors.world import HOUSE, INSIDE, PLACE, SAID, SHARED, WORD, Side, World
from tests.web.api.test_access import ROWS as API_ROWS

AFAR = "192.0.2.7"
HEADERS = {"accept-language": "pl", "x-request-id": "the-same-for-all"}
NOWHERE = {
    "number": "FAL-26-999999-6",
    "file": "0" * 40,
    "code": "XXX",
    "network": "XXX",
    "call": 99_999_999,
    "other": 99_999_999,
}


@dataclass
class Visitor:
    """Somebody with his browser, or with a program and a key to the API."""

    name: str  # "A:L1", "B:link", "nobody", "administrator"
    side: Side | None = None
    person: Person | None = None
    token: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False, REMOTE_ADDR=AFAR))

    @property
    def internal(self) -> bool:
        """Whether he is one of our staff."""
        return self.person is not None and self.person.role != "representative"

    def may_not_read(self, world: World) -> list[str]:
        """Return the words that no answer to him may hold."""
        sides, boss = (world.a, world.b), self.name == "administrator"
        others = [side for side in sides if side is not self.side]
        words = [side.canary(kind) for side in others for kind in (SAID, INSIDE)]
        if not boss:
            words += [side.canary(kind) for side in others for kind in (PLACE, HOUSE)]
        if not self.internal:
            words += [side.canary(kind) for side in sides for kind in (INSIDE, HOUSE, SHARED)]
        if self.name.endswith(":shop"):
            words += [side.canary(SAID) for side in sides]
        return words

    def ask(
        self, method: str, address: str, body: dict[str, Any], *, api: bool, look: Callable[[], Any] = bool
    ) -> HttpResponse:
        """Send a request, look at what it did, and forget that: in the database and in the browser."""
        cookies, headers = self.client.cookies.copy(), dict(HEADERS)
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        cache.clear()
        kept = transaction.savepoint()
        try:
            if method == "GET":
                answer = self.client.get(address, headers=headers)
            elif api and "attachments" not in address:
                answer = self.client.post(address, json.dumps(body), "application/json", headers=headers)
            else:
                answer = self.client.post(address, body, headers=headers)
            answer.said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.left = look()
            return answer
        finally:
            transaction.savepoint_rollback(kept)
            self.client.cookies = cookies


def visitors(world: World) -> Iterator[Visitor]:
    """Yield everybody with a browser."""
    yield Visitor("nobody")
    people = [(None, "administrator", world.administrator)]
    people += [(s, f"{x}:{role}", p) for x, s in sides(world) for role, p in s.people.items()]
    for side, name, person in people:
        visitor = Visitor(name, side, person)
        visitor.client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        yield visitor
    for x, side in sides(world):
        yield from (Visitor(f"{x}:link", side), Visitor(f"{x}:shop", side))


def programs(world: World) -> Iterator[Visitor]:
    """Yield everybody with a key to the API."""
    yield Visitor("administrator", None, world.administrator, key_of(world.administrator))
    for x, side in sides(world):
        for role, person in side.people.items():
            yield Visitor(f"{x}:{role}", side, person, key_of(person))


def key_of(person: Person) -> str:
    return add_token(person, "program", by=MACHINE, at=now())[1]


def sides(world: World) -> list[tuple[str, Side]]:
    return [("A", world.a), ("B", world.b)]


def address_of(pattern: str, side: Side, visitor: Visitor, missing: dict[str, Any] | None = None) -> str:
    """Return the address with the side's things in it, or with what is `missing`; and the visitor's own link, if any."""
    values = _things(pattern, side) | {"key": _key(pattern, side, visitor)} | (missing or {})
    if missing:
        values |= dict.fromkeys(
            ("id", "pk", "message", "letter", "event", "session", "token"), missing["other"]
        )
    if missing and pattern.startswith("api/"):
        values["id"] = missing["file"]
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), pattern)
    return "/" + path.replace("^", "v1/nothing")


def _things(pattern: str, side: Side) -> dict[str, Any]:
    folders = sorted((folder for folder in side.things if pattern.startswith(folder)), key=len)
    here = side.things[folders[-1]] if folders else side.order.pk
    inner = side.said if pattern.startswith("o/") else side.inner
    return {
        "number": side.order.number,
        "message": side.note.pk,
        "letter": side.things["letter"],
        "event": side.order.last_event_id,
        "target": "solution",
        "name": "story",
        "file": inner.key,
        "id": inner.key if pattern.startswith("api/") else here,
        "pk": here,
        "code": side.code,
        "network": side.code,
        "site": side.desk.site.code,
        "kind": "sites",
        "form": "csv",
        "session": side.things.get("session", 1),
        "token": here,
        "call": side.things["watch/calls"],
        "secret": "x",
        "provider_id": "x",
        "uidb36": "1",
    }


def _key(pattern: str, side: Side, visitor: Visitor) -> str:
    """Return the visitor's own link; others try the side's with a mac of their own."""
    shop, what = pattern.startswith("s/"), visitor.name.rpartition(":")[2]
    if visitor.side and what == ("shop" if shop else "link"):
        return visitor.side.shop if shop else visitor.side.link
    return (side.shop if shop else side.link)[:-32] + "0" * 32


def query(pattern: str, side: Side, owner: Client, missing: dict[str, Any] | None = None) -> str:
    """Return a query that names the side's things."""
    order = side.order
    reports = tuple(f"api/v1/reports/{name}" for name in ("solved-at-l1", "levels", "hotline"))
    narrowed = ("api/v1/orders", "api/v1/duty", "api/v1/calls", *reports)
    if pattern.startswith("api/") and pattern not in narrowed:
        return ""  # what an address does not know, the API refuses
    id, code = (missing["other"], missing["code"]) if missing else (order.pk, side.code)
    site = missing["other"] if missing else side.desk.site.pk
    if pattern in ("board/assign/", "board/priority/"):
        return f"?order={id}:{order.version}"
    if pattern == "board/undo/":
        return f"?event={id}:{order.last_event_id}"
    if pattern.startswith("api/v1/reports/"):
        return f"?network={code}&from=2026-03-01&to=2026-03-31"
    if pattern.startswith("api/"):
        return f"?network={code}"
    if pattern.startswith("reports/simulation"):
        return f"?version={order.agreement_version_id}"
    if pattern == "search/":
        return f"?q={WORD}&network={code}"
    if pattern in ("orders/new/find/", "hotline/find/"):
        return f"?q={side.desk.site.code}"
    if pattern == "live/stream":
        person, session = side.people["coordinator"], owner.session.session_key
        return f"?topics={sign(person.pk, session or '', [f'order:{order.pk}'])}"
    person = missing["other"] if missing else side.people["L1"].pk
    return f"?network={code}&site={site}&assignee={person}&order={id}&technician={person}&device={side.desk.device.pk}"


def body(pattern: str, side: Side) -> dict[str, Any]:
    """Return the fields of all forms, naming the side's things; to the API just those that the address knows."""
    desk, order = side.desk, side.order
    if pattern.startswith("api/"):
        row = API_ROWS.get(("POST", pattern.removeprefix("api/v1").replace("<", "{").replace(">", "}")))
        follower = side.order.participants.get(reporter=True).pk
        named = SimpleNamespace(second=side.second.number, note=side.note.pk, follower=follower)
        sent = row.body(named) if row and row.body else {}  # type: ignore[arg-type]
        return sent | ({"network": side.code} if pattern == "api/v1/orders" else {})
    if pattern.startswith("reports/simulation"):
        return {"version": order.agreement_version_id}
    ids = {
        "network": desk.network.pk,
        "site": desk.site.pk,
        "device": desk.device.pk,
        "contact": side.contact.pk,
    }
    if pattern.startswith("mail/") and "<" not in pattern:
        return {"mail": side.things["mail"], "reason": "spam"}
    numbers = dict.fromkeys(("into", "other", "to", "number", "part"), side.second.number)
    named = {"order": f"{order.pk}:{order.version}", "event": f"{order.pk}:{order.pk}", "join": str(order.pk)}
    person = desk.ewa.pk
    return {
        **{
            "text": "x",
            "reason": "x",
            "way": "note",
            "version": order.version,
            "level": "L1",
            "priority": "P1",
        },
        **{
            "category": desk.category.pk,
            "kind": "failure",
            "impact": "low",
            "urgency": "low",
            "scope": "agreement",
        },
        **{"draft": side.inner.key, "kept": side.inner.key, "drop": side.things["reference"], "subject": "x"},
        **{"technician": person, "person": person, "assignee": person, "next": "assign", "name": "x"},
        **ids,
        **numbers,
        **named,
    }
