"""What every act by the API begins and ends with: the door, the version, the refusals in words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from amberdesk.customers.terms import NoAgreement
from amberdesk.orders.access import NoSuchOrder, file_of_staff, relation
from amberdesk.orders.models import Message, Order
from amberdesk.orders.rights import Forbidden, require
from amberdesk.orders.states import Refused, Stale
from amberdesk.orders.story import Reader, changed_since
from amberdesk.outbox.actor import Actor
from amberdesk.people.actions.note_refusal import note_refusal
from amberdesk.people.models import Person
from amberdesk.rosters.queries import staff_of
from amberdesk.web.api import telling, words
from amberdesk.web.api.bodies import Versioned
from amberdesk.web.api.fields import Body
from amberdesk.web.api.keys import Caller, caller_of
from amberdesk.web.api.problems import Problem, in_body, unknown_order
from amberdesk.web.api.reading import mark, order_of
from amberdesk.web.api.refusals import problem_of

RIGHTS = {"reference": "refer", "take_back": "", "undo": ""}  # where the act's name is not the right's
EXPECTED = (Refused, Forbidden, NoSuchOrder, NoAgreement)
_IF_MATCH = re.compile(r'"([0-9]{1,9})"')
B = TypeVar("B", bound=Body)


@dataclass(frozen=True, slots=True)
class Doing:
    """One act on one order: who does it, when, and on which version."""

    caller: Caller
    order: Order
    at: datetime
    expected: int | None

    @property
    def by(self) -> Actor:
        return self.caller.actor

    @property
    def now(self) -> dict[str, Any]:
        """Who and when: what every action takes."""
        return {"by": self.by, "at": self.at}

    @property
    def turn(self) -> dict[str, Any]:
        """Who, when and on which version."""
        return {**self.now, "expected": self.expected}

    @property
    def draft_of(self) -> str:
        return drafts_of(self.caller)

    def files(self, keys: list[str]) -> list[int]:
        return draft_ids(self.caller, keys, self.at)

    def colleague(self, pk: int | None, level: str) -> Person | None:
        """Return somebody who works for the order's network. Raises Refused("not_of_level")."""
        if pk is None:
            return None
        found = staff_of(self.order.network_id).filter(pk=pk).first()
        if found is None:
            raise Refused("not_of_level", level=level, person=pk)
        return found


def drafts_of(caller: Caller) -> str:
    """Return whose drafts the caller's uploads are."""
    return f"person:{caller.person.pk}"


def draft_ids(caller: Caller, keys: list[str], at: datetime) -> list[int]:
    """Return the ids of the caller's own drafts; 0, which no file has, for any other key."""
    return [_draft_id(caller, key, at) for key in keys]


def _draft_id(caller: Caller, key: str, at: datetime) -> int:
    try:
        file = file_of_staff(caller.standing, caller.person.pk, key, at)
    except NoSuchOrder:
        return 0
    return file.pk if file.message_id is None else 0


Work = Callable[[Doing, Any], Order | Message]


def perform(
    request: HttpRequest, response: HttpResponse, number: str, act: str, body: Body, work: Work
) -> dict[str, Any]:
    """Do an act and return what stands now. Raises Problem."""
    caller = caller_of(request)
    order = order_of(caller, number)
    doing = Doing(caller, order, now(), _expected(request, body))
    try:
        if right := RIGHTS.get(act, act):  # before anything that the body names is looked up
            require(right, relation(order, doing.by, caller.standing))
        if doing.expected is not None and not isinstance(body, Versioned) and doing.expected != order.version:
            raise Stale("stale", expected=doing.expected, version=order.version)
        done = work(doing, body)
    except EXPECTED as error:
        raise _refusal(error, act, doing) from error
    row = order_of(caller, order.number)
    mark(response, row)
    return _done(done, row, caller)


def _done(done: Order | Message, row: Order, caller: Caller) -> dict[str, Any]:
    said = done if isinstance(done, Message) else None
    event = (done.order if isinstance(done, Message) else done).last_event_id
    return {
        "order": telling.whole_order(row, caller),
        "event": event or None,
        "message": said and telling.message(said, caller),
    }


def _refusal(error: Exception, act: str, doing: Doing) -> Problem:
    """Return the problem; a forbidden act stays in the doer's journal, a stale one says what has changed."""
    problem = problem_of(error, act)
    if isinstance(error, Forbidden):
        note_refusal(f"orders.{act}", by=doing.by, at=doing.at)
    if isinstance(error, Stale) and doing.expected is not None:
        reader = Reader(doing.caller.person.pk, doing.caller.internal, doing.at)
        entries = changed_since(doing.order, reader, version=doing.expected)
        problem.more["changed"] = [
            {"at": e.at.isoformat(), "kind": f"order.{e.code}", "who": e.who, "what": e.what} for e in entries
        ]
    return problem


def _expected(request: HttpRequest, body: Body) -> int | None:
    """Return the version that the caller expects, by If-Match or in the body. Raises Problem(422)."""
    given = body.version if isinstance(body, Versioned) else None
    header = request.headers.get("If-Match")
    if header in (None, "*"):
        return given
    shape = _IF_MATCH.fullmatch(header or "")
    if not shape:
        raise Problem(422, "version_unreadable")
    if given is not None and given != int(shape[1]):
        raise Problem(
            422, "versions_differ", errors=[in_body("version", words.detail("versions_differ", {}))]
        )
    return int(shape[1])


def seen_order(caller: Caller, number: str) -> Order:
    """Return another order that the body names. Raises Problem(404), whatever the reason."""
    try:
        return order_of(caller, number)
    except Problem as problem:
        raise unknown_order() from problem
