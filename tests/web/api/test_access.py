"""Who gets what at every address of the API, generated (T60, T61, T64, T72).

Every operation has a row; an operation without one fails. Each row is tried by every role of the order's network, by
every role of another network, by a key that opens nothing and by none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from amberdesk.customers.codes import Kind
from amberdesk.orders.actions import correct, note
from amberdesk.web.api.description import described
from tests.factories import make_contact, make_device, make_person, make_site, make_team
from tests.orders.shop import Desk, actor, make_desk
from tests.phone.telling import make_hotline, ring
from tests.web.api.conftest import Api, api_of

ROLES = ("L1", "L2", "L3", "coordinator", "deputy", "manager", "representative", "administrator", "idle")
STAFF = {"L1", "L2", "L3", "coordinator", "deputy", "manager"}  # who see the network as one of us
SEEN = STAFF | {"representative"}
STRANGERS = ("L2", "coordinator", "representative")
COORDINATING = {"coordinator", "deputy"}
L2 = {"L2"} | COORDINATING
CANARY = "kanarek-tajny"  # stands in the note, the site's note, the contact's note, the tag


@dataclass(frozen=True)
class Row:
    """A request, and the roles of the network for whom the door opens. `known`: whom a closed one tells 403, not 404."""

    opens: frozenset[str]
    known: frozenset[str] = frozenset(SEEN)
    body: Callable[["World"], Any] | None = None


def row(opens: set[str], body: Any = None, *, known: set[str] = SEEN) -> Row:
    made = body if callable(body) or body is None else lambda _: body
    return Row(frozenset(opens), frozenset(known), made)


WORK = {"L1", "L2"} | COORDINATING  # on an order of L1
ORDER = "/orders/{number}"
VERIFY = {"kind": "failure", "impact": "low", "urgency": "low", "scope": "agreement"}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/orders"): row(set(ROLES)),
    ("POST", "/orders"): row(
        SEEN - {"manager"}, {"network": "FAL", "site": "041", "subject": "x"}, known={"manager"}
    ),
    ("GET", ORDER): row(SEEN),
    ("GET", f"{ORDER}/messages"): row(SEEN),
    ("GET", f"{ORDER}/journal"): row(SEEN),
    ("GET", f"{ORDER}/clocks"): row(SEEN),
    ("POST", f"{ORDER}/verify"): row(L2, VERIFY),
    ("POST", f"{ORDER}/set-priority"): row(L2, {"priority": "P1", "reason": "x"}),
    ("POST", f"{ORDER}/assign"): row(L2, {"level": "L1"}),
    ("POST", f"{ORDER}/start"): row(WORK),
    ("POST", f"{ORDER}/accept"): row(WORK | {"L3", "manager"}),
    ("POST", f"{ORDER}/hand-over"): row(WORK, {"to": "L2", "reason": "x"}),
    ("POST", f"{ORDER}/send-back"): row(L2, {"reason": "x"}),
    ("POST", f"{ORDER}/wait"): row(WORK, {"reason": "part"}),
    ("POST", f"{ORDER}/resume"): row(WORK),
    ("POST", f"{ORDER}/reply"): row(WORK, {"text": "x"}),
    ("POST", f"{ORDER}/note"): row(WORK | {"L3"}, {"text": "x"}),
    ("POST", f"{ORDER}/contact"): row(WORK, {"way": "call", "reached": True, "text": "x"}),
    ("POST", f"{ORDER}/receive"): row(WORK | {"representative"}, {"text": "x"}),
    ("POST", f"{ORDER}/restore"): row(WORK, {"text": "x"}),
    ("POST", f"{ORDER}/relapse"): row(WORK, {"reason": "x"}),
    ("POST", f"{ORDER}/resolve"): row(WORK, {"text": "x", "code": "restart", "minutes": 1}),
    ("POST", f"{ORDER}/reopen"): row(WORK, {"reason": "x"}),
    ("POST", f"{ORDER}/close"): row(COORDINATING),
    ("POST", f"{ORDER}/cancel"): row(COORDINATING, {"reason": "x"}),
    ("POST", f"{ORDER}/merge"): row(COORDINATING, lambda w: {"into": w.second}),
    ("POST", f"{ORDER}/correct"): row(COORDINATING, {"site": None, "reason": "x"}),
    ("POST", f"{ORDER}/link"): row(WORK, lambda w: {"other": w.second}),
    ("POST", f"{ORDER}/tag"): row(WORK, {"add": ["x"]}),
    ("POST", f"{ORDER}/reference"): row(WORK, {"whose": "x", "number": "1"}),
    ("POST", f"{ORDER}/unfollow"): row(WORK, lambda w: {"follower": w.follower}),
    ("POST", f"{ORDER}/move"): row(WORK, lambda w: {"message": w.note, "to": w.second}),
    ("POST", f"{ORDER}/take-back"): row(
        {"L1", "representative"}, lambda w: {"message": w.note}
    ),  # not his, or unknown to him
    ("POST", f"{ORDER}/undo"): row(set(), {"event": 1}),
    ("POST", "/attachments"): row(set(ROLES)),
    ("GET", "/attachments/{id}"): row(STAFF, known=set()),
    ("GET", "/networks"): row(set(ROLES)),
    ("GET", "/networks/{network}"): row(SEEN, known=set()),
    ("GET", "/networks/{network}/sites"): row(SEEN, known=set()),
    ("GET", "/networks/{network}/sites/{site}"): row(SEEN, known=set()),
    ("GET", "/networks/{network}/sites/{site}/devices"): row(SEEN, known=set()),
    ("GET", "/networks/{network}/sites/{site}/contacts"): row(STAFF, known={"representative"}),
    ("GET", "/networks/{network}/technicians"): row(STAFF, known={"representative"}),
    ("GET", "/categories"): row(set(ROLES)),
    ("GET", "/duty"): row(SEEN, known=set()),
    ("GET", "/reports/solved-at-l1"): row(COORDINATING | {"manager", "representative"}, known=set()),
    ("GET", "/calls"): row(set(ROLES)),
    ("GET", "/calls/{call}"): row(SEEN, known=set()),
    ("GET", "/reports/hotline"): row(COORDINATING | {"manager", "representative"}, known=set()),
    ("GET", "/reports/levels"): row(COORDINATING | {"manager"}, known=set()),
}


@dataclass
class World:
    """Two networks with people of every role; an order of the first with a secret note and file."""

    desk: Desk
    number: str
    second: str
    note: int
    follower: int
    file: str
    call: int
    people: dict[str, Api]
    strangers: dict[str, Api]

    def path(self, template: str) -> str:
        path = template.format(number=self.number, id=self.file, network="FAL", site="041", call=self.call)
        if template.startswith("/reports/"):
            path += "?network=FAL&from=2026-03-01&to=2026-03-31"
        return path + "?network=FAL" if template == "/duty" else path


def operations() -> set[tuple[str, str]]:
    """Return what people's programs may ask; exchanges have keys of their own (tests/web/api/test_hotline.py)."""
    paths = {p.removeprefix("/api/v1"): methods for p, methods in described()["paths"].items()}
    return {(m.upper(), p) for p, ms in paths.items() for m in ms if not p.startswith("/hotline/")}


def test_every_operation_has_a_row() -> None:
    assert operations() == set(ROWS)


@pytest.fixture
def world(db: None) -> World:
    from django.core.files.base import ContentFile
    from django.utils.timezone import now

    from amberdesk.orders.actions import tag, upload

    desk, other = make_desk("FAL", "24/7"), make_desk("BUR", "24/7")
    desk.site.note = CANARY
    desk.site.save()
    make_contact(desk.site, note=CANARY)
    order, second = desk.assigned(at=now()), desk.report(at=now())
    draft = upload(ContentFile(b"x"), name="a.txt", draft_of=f"person:{desk.ewa.pk}", at=now())
    said = note(
        order,
        text=CANARY,
        attachments=[draft.pk],
        draft_of=f"person:{desk.ewa.pk}",
        by=actor(desk.ewa),
        at=now(),
    )
    tag(order, add=[CANARY], by=actor(desk.ewa), at=now())
    follower = order.participants.get().pk
    call = ring(make_hotline(desk.network), at=now() - timedelta(minutes=5), name=order.number).pk
    return World(
        desk, order.number, second.number, said.pk, follower, draft.key, call, people(desk), people(other)
    )


def people(desk: Desk) -> dict[str, Api]:
    network = desk.network
    persons = {
        "L1": desk.ewa,
        "L2": desk.tomasz,
        "L3": desk.olga,
        "coordinator": desk.anna,
        "deputy": make_person("deputy", supervises=[network]),
        "manager": make_person("manager", supervises=[network]),
        "representative": make_person("representative", represents=network),
        "administrator": make_person("administrator"),
        "idle": make_person("technician"),  # in no team
    }
    return {role: api_of(person) for role, person in persons.items()}


def tried(world: World, api: Api, method: str, template: str) -> Any:
    """Send a row's request and forget what it did."""
    wanted = ROWS[method, template]
    body = wanted.body(world) if wanted.body else {}
    with transaction.atomic():
        if template == "/attachments":
            answer = _upload(api)
        elif method == "GET":
            answer = api.get(world.path(template))
        else:
            answer = api.post(world.path(template), body)
        answer.content_seen = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer


def _upload(api: Api) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    headers = {"Authorization": f"Bearer {api.token}"} if api.token else {}
    file = SimpleUploadedFile("a.txt", b"x")
    return Client().post("/api/v1/attachments", {"file": file}, headers=headers)


def test_each_role_gets_through_each_door_that_is_its_own_and_no_other(world: World) -> None:
    wrong = []
    for (method, template), wanted in ROWS.items():
        for role, api in world.people.items():
            status = tried(world, api, method, template).status_code
            closed = (
                403 if role in wanted.known else 422 if (method, template) == ("POST", "/orders") else 404
            )
            right = status in (200, 201, 409, 422) if role in wanted.opens else status == closed
            if not right:
                wrong.append(f"{method} {template} by {role}: {status}")
    assert wrong == [], "\n".join(wrong)


def test_strangers_get_the_same_answer_as_for_what_is_not_there(world: World) -> None:
    wrong = []
    nothing = {"{number}": "FAL-26-999999-6", "{id}": "0" * 40, "{network}": "XXX", "{call}": "99999999"}
    for (method, template), wanted in ROWS.items():
        holes = [hole for hole in nothing if hole in template]
        for role, api in ((r, world.strangers[r]) for r in STRANGERS):
            answer = tried(world, api, method, template)
            if holes:
                missing = template
                for hole, value in nothing.items():
                    missing = missing.replace(hole, value)
                body = wanted.body(world) if wanted.body else {}
                path = world.path(missing)
                same = api.get(path) if method == "GET" else api.post(path, body)
                if (answer.status_code, answer.content_seen) != (same.status_code, same.content):
                    wrong.append(f"{method} {template} by {role}: {answer.status_code} {same.status_code}")
            if CANARY.encode() in answer.content_seen or world.number.encode() in answer.content_seen:
                wrong.append(f"{method} {template} tells {role} too much")
    assert wrong == []


def test_without_a_living_key_every_door_is_closed(world: World) -> None:
    for token in ("", "amb_" + "x" * 43):
        for method, template in ROWS:
            assert tried(world, Api(None, token), method, template).status_code == 401, template


def test_a_representative_never_reads_what_is_internal(world: World) -> None:
    """No note, no internal event, no internal field, no file of a note, at no address (T64)."""
    api = world.people["representative"]
    for method, template in ROWS:
        answer = tried(world, api, method, template)
        text = answer.content_seen.decode()
        assert CANARY not in text, template
        for word in (
            '"level"',
            '"assignee"',
            '"L1"',
            '"L2"',
            '"tags"',
            '"solved_by"',
            "order.noted",
            "order.assigned",
        ):
            assert word not in text or "errors" in text, (template, word)


def test_other_orders_that_a_body_names_are_behind_the_same_door(world: World) -> None:
    from tests.web.api.test_refusals import told

    theirs = make_desk("ZAT", "24/7").report().number
    anna = world.people["coordinator"]
    for act, field in (("merge", "into"), ("link", "other")):
        for number in (theirs, "ZAT-26-999999-0", "x"):
            told(anna.post(f"/orders/{world.number}/{act}", {field: number}), 404, "no_such_order")
    answer = anna.post(f"/orders/{world.number}/move", {"message": world.note, "to": theirs})
    told(answer, 404, "no_such_order")


def test_a_message_of_another_order_is_none_of_this_one(world: World) -> None:
    anna = world.people["coordinator"]
    answer = anna.post(f"/orders/{world.second}/move", {"message": world.note, "to": world.number})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_message")


def test_an_order_that_changed_networks_is_gone_for_the_old_one_at_once(world: World) -> None:
    from django.utils.timezone import now

    from amberdesk.orders.models import Order

    other = make_desk("ZAT", "24/7")
    make_team("L1", [other.network], [world.desk.ewa])
    anna = make_person("coordinator", supervises=[world.desk.network, other.network])
    order = Order.objects.get(number=world.number)
    facts: dict[str, Any] = {"network": other.network, "site": other.site, "device": None, "contact": None}
    correct(order, **facts, kind=Kind.FAILURE, reason="inny klient", by=actor(anna), at=now())

    assert world.people["L2"].get(f"/orders/{world.number}").status_code == 404
    assert world.people["representative"].get(f"/attachments/{world.file}").status_code == 404
    assert world.people["L2"].get(f"/attachments/{world.file}").status_code == 404
    assert world.people["L1"].get(f"/orders/{world.number}").status_code == 200
    assert world.number not in world.people["representative"].get("/orders").text


def test_things_of_a_site_are_found_at_that_site_only(world: World) -> None:
    second = make_site(world.desk.network, "042")
    device = make_device(second)
    anna = world.people["coordinator"]

    assert str(device.pk) not in anna.get("/networks/FAL/sites/041/devices").text
    assert anna.get("/networks/BUR/sites/041/devices").status_code == 404
