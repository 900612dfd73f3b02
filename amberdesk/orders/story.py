"""An order's story: its journal as entries with who, as what, when, from where, and the messages inside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from amberdesk.orders.events import current_data
from amberdesk.orders.models import Attachment, Message, Order
from amberdesk.orders.story_names import Names
from amberdesk.orders.story_words import what_happened
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event

PAGE = 200  # events told at once
TALK = {"placed", "replied", "received", "noted", "contacted", "remarked", "reopened", "message_moved"}
FOR_CUSTOMERS = {
    *("placed", "started", "waiting", "resumed", "replied", "received", "contacted", "restored", "relapsed"),
    *("resolved", "reopened"),
    *("closed", "cancelled", "merged", "absorbed", "remarked", "joined", "verified", "priority_set"),
}
STEERING = {
    *("verified", "priority_set", "assigned", "started", "handed_over", "sent_back", "waiting", "resumed"),
    *("resolved", "reopened", "closed", "cancelled", "merged", "corrected", "undone", "erased"),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and whether as one of us (`internal`) or from the customer's side."""

    person_id: int
    internal: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `look`: "theirs", "ours", "note", "event"."""

    id: int
    code: str  # the event's kind without its room
    look: str
    who: str
    acting: str  # the level acted as, when it is not the doer's own
    what: str
    at: datetime
    recorded_at: datetime
    origin: str
    mine: bool
    version: int
    message: Message | None = None
    files: tuple[Attachment, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    undone: bool = False
    from_order: Order | None = None  # of a merged order: told inside its target

    @property
    def hidden(self) -> bool:
        """Whether the message's words are not to be shown: blanked."""
        return bool(self.message and self.message.erased_at)


@dataclass(frozen=True, slots=True)
class Story:
    """Entries, the first first. `earlier`: the place in the journal before which there are more; `last`: the newest
    event's id.
    """

    entries: tuple[Entry, ...]
    earlier: int | None
    last: int


def story_of(order: Order, reader: Reader, *, before: int | None = None, limit: int = PAGE) -> Story:
    """Return the newest part of the order's story, or the part before an event.

    What was said in an order that was merged into this one comes with the part that tells of the merging; what was
    said here and moved away since is told without its words.
    """
    found = journal(order.subject_key).reverse()
    events = list((found.filter(seq__lt=before) if before else found)[: limit + 1])
    more, events = len(events) > limit, events[:limit]
    merged = [e.data["other"] for e in events if _code(e) == "absorbed"] if reader.internal else []
    # One that was corrected to another network since keeps out what was said in the former one.
    here = Order.objects.filter(pk__in=merged, network=order.network_id)
    absorbed = list(here) if merged else []
    entries = tell(order, [*events, *_said_in(absorbed)], reader, absorbed)
    return Story(tuple(entries), events[-1].seq if more else None, events[0].pk if events else 0)


def _said_in(absorbed: Sequence[Order]) -> list[Event]:
    """Return the events of merged orders that hold messages, the newest of them."""
    if not absorbed:
        return []
    kinds = [f"order.{code}" for code in TALK]
    found = Event.objects.filter(subject__in=[o.subject_key for o in absorbed], kind__in=kinds)
    return list(found.order_by("-pk")[:PAGE])


def happened_since(order: Order, reader: Reader, *, event: int) -> list[Entry]:
    """Return what others have said since an event, for a writer to know before he sends."""
    events = journal(order.subject_key).filter(pk__gt=event).reverse()[:PAGE]
    told = tell(order, list(events), reader)
    return [e for e in told if not e.mine and (e.message or e.code in STEERING)]


def changed_since(order: Order, reader: Reader, *, version: int) -> list[Entry]:
    """Return what has made a version of the order stale."""
    events = journal(order.subject_key).filter(data__v__gt=version).reverse()[:PAGE]
    return [e for e in tell(order, list(events), reader) if e.code in STEERING]


def tell(
    order: Order, events: Sequence[Event], reader: Reader, absorbed: Iterable[Order] = ()
) -> list[Entry]:
    """Return events as entries for a reader, sorted by the time at which they happened."""
    others = {o.subject_key: o for o in absorbed}
    shown = [e for e in events if _shown(e, reader, others)]
    names = Names.of(order, shown, internal=reader.internal, at=reader.at)
    places = {order.pk, *(o.pk for o in others.values())}
    names.messages = {pk: m for pk, m in names.messages.items() if m.order_id in places}
    undone = {e.data["event"] for e in events if e.kind == "order.undone"}
    told: list[Entry] = []
    spoken: set[int] = set()
    for event in sorted(shown, key=lambda e: (e.at, e.pk)):
        entry = _entry(event, names, reader, spoken)
        if entry is not None:
            told.append(replace(entry, undone=event.pk in undone, from_order=others.get(event.subject)))
    return told


def _code(event: Event) -> str:
    return event.kind.removeprefix("order.")


def _shown(event: Event, reader: Reader, others: dict[str, Order]) -> bool:
    if event.subject in others:
        return _code(event) in TALK
    return reader.internal or _code(event) in FOR_CUSTOMERS


def _entry(event: Event, names: Names, reader: Reader, spoken: set[int]) -> Entry | None:
    """Return the entry; None for what the reader must not see. A message is told once, by its first event."""
    data = current_data(event.kind, event.version, event.data)
    message = names.messages.get(data.get("message", 0))
    if message is not None and not _may_read(message, reader):
        if _code(event) in TALK - {"contacted", "reopened", "placed"}:
            return None
        message = None
    if message is not None and message.pk in spoken:
        message = None
    if message is not None:
        spoken.add(message.pk)
    code = _code(event)
    own = str(data.get("own", ""))
    return Entry(
        id=event.pk,
        code=code,
        look=_look(code, event, message),
        who=names.who(event, message),
        acting=event.acting_as if reader.internal and own and event.acting_as != own else "",
        what=what_happened(code, data, names, internal=reader.internal),
        at=event.at,
        recorded_at=event.recorded_at,
        origin=event.origin,
        mine=(event.actor_kind, event.actor_id) == ("person", reader.person_id),
        version=int(data.get("v", 0)),
        message=message,
        files=tuple(message.attachments.all()) if message else (),
        facts=names.facts(message.facts) if message else (),
    )


def _may_read(message: Message, reader: Reader) -> bool:
    if reader.internal:
        return True
    return message.public and message.taken_back_at is None and message.visible_at <= reader.at


def _look(code: str, event: Event, message: Message | None) -> str:
    if message is None or code in ("reply_taken_back", "merged"):
        return "event"
    if not message.public:
        return "note"
    return "theirs" if message.inbound else "ours"
