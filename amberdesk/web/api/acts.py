"""Every act on an order: POST /orders/{number}/{act}."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body as InBody
from ninja import Router
from pydantic import ValidationError

from amberdesk.customers.codes import Degree, Kind, Level, Priority, WaitReason
from amberdesk.orders import actions
from amberdesk.orders.models import Message, Order
from amberdesk.web.api import answers, bodies
from amberdesk.web.api.corrections import correct
from amberdesk.web.api.doing import Doing, Work, perform, seen_order
from amberdesk.web.api.fields import Body
from amberdesk.web.api.lookups import category_of, follower_of, message_of, reference_of

router = Router(tags=["acts"])


def verify(do: Doing, body: bodies.Verify) -> Order:
    """Check what it is and how bad; that gives the priority. Without `category` it keeps its own."""
    kept = "category" not in body.model_fields_set
    return actions.verify(
        do.order,
        category=do.order.category if kept else category_of(body.category),
        kind=Kind(body.kind),
        impact=Degree(body.impact),
        urgency=Degree(body.urgency),
        scope=body.scope,
        scope_accepted_by=body.scope_accepted_by,
        **do.turn,
    )


def set_priority(do: Doing, body: bodies.SetPriority) -> Order:
    """Override the priority, with a reason."""
    return actions.set_priority(do.order, priority=Priority(body.priority), reason=body.reason, **do.turn)


def assign(do: Doing, body: bodies.Assign) -> Order:
    """Give the order to a level, and perhaps to a technician of it."""
    technician = do.colleague(body.technician, body.level)
    return actions.assign(do.order, level=Level(body.level), technician=technician, **do.turn)


def accept(do: Doing, body: bodies.Accept) -> Order:
    """Accept a call: the caller sees to it, nobody else is called any more."""
    return actions.accept(do.order, **do.now)


def start(do: Doing, body: bodies.Start) -> Order:
    """Begin work; without a technician the caller takes the order."""
    return actions.start(do.order, **do.turn)


def hand_over(do: Doing, body: bodies.HandOver) -> Order:
    """Move the order to another level, with the facts that its category asks for."""
    technician = do.colleague(body.technician, body.to)
    return actions.hand_over(
        do.order, to=Level(body.to), reason=body.reason, facts=body.facts, technician=technician, **do.turn
    )


def send_back(do: Doing, body: bodies.SendBack) -> Order:
    """Return the order to the level that it came from."""
    return actions.send_back(do.order, reason=body.reason, **do.turn)


def wait(do: Doing, body: bodies.Wait) -> Order:
    """Wait for a reason; for the customer only with a question or after a call attempt."""
    return actions.wait(
        do.order,
        reason=WaitReason(body.reason),
        until=body.until,
        question=body.question,
        note=body.note,
        **do.turn,
    )


def resume(do: Doing, body: bodies.Resume) -> Order:
    """Go on."""
    return actions.resume(do.order, **do.turn)


def reply(do: Doing, body: bodies.Reply) -> Message:
    """Write to the customer; public after ten seconds, until then `take-back` works."""
    files = do.files(body.attachments)
    return actions.reply(
        do.order, text=body.text, question=body.question, attachments=files, draft_of=do.draft_of, **do.now
    )


def note(do: Doing, body: bodies.Note) -> Message:
    """Write an internal note."""
    files = do.files(body.attachments)
    return actions.note(
        do.order, text=body.text, mentions=body.mentions, attachments=files, draft_of=do.draft_of, **do.now
    )


def contact(do: Doing, body: bodies.Contact) -> Message:
    """Log a call or visit."""
    return actions.contact(do.order, way=body.way, reached=body.reached, text=body.text, **do.now)


def receive(do: Doing, body: bodies.Receive) -> Message:
    """Add what the customer said. It ends a wait for the customer."""
    files = do.files(body.attachments)
    return actions.receive(
        do.order, text=body.text, channel="api", attachments=files, draft_of=do.draft_of, **do.now
    )


def restore(do: Doing, body: bodies.Restore) -> Order:
    """Say that a workaround or a replacement serves: the time to restore stops, the order stays open."""
    return actions.restore(do.order, text=body.text, **do.now)


def relapse(do: Doing, body: bodies.Relapse) -> Order:
    """Say that what served instead has failed."""
    return actions.relapse(do.order, reason=body.reason, **do.now)


def resolve(do: Doing, body: bodies.Resolve) -> Order:
    """Say what solved it."""
    return actions.resolve(do.order, text=body.text, code=body.code, minutes=body.minutes, **do.turn)


def reopen(do: Doing, body: bodies.Reopen) -> Order:
    """Open a resolved order again, with a reason."""
    return actions.reopen(do.order, reason=body.reason, **do.turn)


def close(do: Doing, body: bodies.Close) -> Order:
    """Close a resolved order."""
    return actions.close(do.order, **do.turn)


def cancel(do: Doing, body: bodies.Cancel) -> Order:
    """Cancel the order; final."""
    return actions.cancel(do.order, reason=body.reason, **do.turn)


def merge(do: Doing, body: bodies.Merge) -> Order:
    """Merge the order into another one of the same network; final."""
    return actions.merge(do.order, into=seen_order(do.caller, body.into), reason=body.reason, **do.turn)


def link(do: Doing, body: bodies.Link) -> Order:
    """Relate two orders, or part them."""
    other = seen_order(do.caller, body.other)
    return actions.link(do.order, other=other, how=body.how, gone=body.gone, **do.now)


def tag(do: Doing, body: bodies.Tag) -> Order:
    """Add and remove tags."""
    return actions.tag(do.order, add=body.add, remove=body.remove, **do.now)


def reference(do: Doing, body: bodies.Reference) -> Order:
    """Keep another party's number for the matter, or drop it."""
    if body.gone:
        return actions.drop_reference(reference_of(do.order, body.whose, body.number), **do.now)
    return actions.refer(do.order, whose=body.whose, number=body.number, link=body.link, **do.now).order


def unfollow(do: Doing, body: bodies.Unfollow) -> Order:
    """Take somebody away from those who follow the order on the customer's side."""
    return actions.unfollow(follower_of(do.order, body.follower), **do.now)


def move(do: Doing, body: bodies.Move) -> Message:
    """Move one message to the order where it belongs."""
    to = seen_order(do.caller, body.to)
    return actions.move_message(message_of(do.order, body.message, do.caller, do.at), to=to, **do.now)


def take_back(do: Doing, body: bodies.TakeBack) -> Message:
    """Take an own reply back before it is public."""
    return actions.take_back(message_of(do.order, body.message, do.caller, do.at), **do.now)


def undo(do: Doing, body: bodies.Undo) -> Order:
    """Take one's own last verify, assign or set-priority back, within seconds."""
    return actions.undo(do.order, event_id=body.event, **do.now)


ACTS: tuple[tuple[Callable[..., Order | Message], type[Body]], ...] = (
    (verify, bodies.Verify),
    (set_priority, bodies.SetPriority),
    (assign, bodies.Assign),
    (accept, bodies.Accept),
    (start, bodies.Start),
    (hand_over, bodies.HandOver),
    (send_back, bodies.SendBack),
    (wait, bodies.Wait),
    (resume, bodies.Resume),
    (reply, bodies.Reply),
    (note, bodies.Note),
    (contact, bodies.Contact),
    (receive, bodies.Receive),
    (restore, bodies.Restore),
    (relapse, bodies.Relapse),
    (resolve, bodies.Resolve),
    (reopen, bodies.Reopen),
    (close, bodies.Close),
    (cancel, bodies.Cancel),
    (merge, bodies.Merge),
    (correct, bodies.Correct),
    (link, bodies.Link),
    (tag, bodies.Tag),
    (reference, bodies.Reference),
    (unfollow, bodies.Unfollow),
    (move, bodies.Move),
    (take_back, bodies.TakeBack),
    (undo, bodies.Undo),
)


def _offer(work: Work, taken: type[Body]) -> None:
    """Give an act its address and its place in the description."""
    act = work.__name__
    brought: Any = InBody(_empty(taken))

    def view(
        request: HttpRequest,
        response: HttpResponse,
        number: str,
        body: taken = brought,  # type: ignore[valid-type]
    ) -> dict[str, Any]:
        return perform(request, response, number, act, body, work)

    name = act.replace("_", "-")
    router.post(
        f"/orders/{{number}}/{name}",
        response=answers.Done,
        exclude_unset=True,
        operation_id=act,
        summary=name,
        description=work.__doc__,
        url_name=name,
    )(view)


def _empty(taken: type[Body]) -> Any:
    """Return the body of a request that brings none; where one is needed, the mark that says so."""
    try:
        return taken()
    except ValidationError:
        return ...


for work, taken in ACTS:
    _offer(work, taken)
