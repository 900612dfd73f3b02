"""The names behind the ids of journal events, fetched once for a story."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.customers.models import Category, Contact, Device, Network, Site
from amberdesk.customers.texts import text_in
from amberdesk.orders.models import Message, Order, Participant, Reference, Tag
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person

_ABOUT: dict[str, type[Model]] = {  # column of a corrected order -> what it names
    "network_id": Network,
    "site_id": Site,
    "device_id": Device,
    "contact_id": Contact,
}


@dataclass(slots=True)
class Names:
    """Rows by id. What is not among them is nameless, never an error."""

    order: Order
    at: datetime  # when it is read
    people: Mapping[int, str] = field(default_factory=dict)
    messages: Mapping[int, Message] = field(default_factory=dict)
    participants: Mapping[int, Participant] = field(default_factory=dict)
    orders: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, Category] = field(default_factory=dict)
    references: Mapping[int, Reference] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)
    corrected: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, order: Order, events: Iterable[Event], *, internal: bool, at: datetime) -> Self:
        """Fetch the names that the events speak of, each kind in one query, none for a kind that is not there."""
        events = list(events)
        told = [e.data for e in events]
        messages = _messages({d["message"] for d in told if "message" in d})
        people = {d.get("assignee") for d in told} | {p for d in told for p in d.get("mentions", ())}
        people |= {p for d in told for p in d.get("people", ())}
        people |= {e.actor_id for e in events if e.actor_kind == "person"}
        people |= {m.author_id for m in messages.values()}
        guests = {e.actor_id for e in events if e.actor_kind == "contact"}
        guests |= {d["participant"] for d in told if "participant" in d}
        writers = {m.participant.pk: m.participant for m in messages.values() if m.participant}
        return cls(
            order=order,
            at=at,
            people=_names(Person, people),
            messages=messages,
            participants=writers | _rows(Participant, guests - writers.keys()),
            orders=_numbers({d[k] for d in told for k in ("into", "other") if k in d}),
            categories=_categories(order, {d["category"] for d in told if d.get("category")}),
            references=_rows(Reference, {d["reference"] for d in told if "reference" in d})
            if internal
            else {},
            tags=_names(Tag, {t for e in events if e.kind == "order.tagged" for t in _tags(e)}),
            corrected=_corrected(events),
        )

    def person(self, pk: int | None) -> str:
        return self.people.get(pk or 0, "")

    def tagged(self, ids: Iterable[int]) -> str:
        return ", ".join(self.tags.get(pk, "") for pk in ids)

    def number(self, pk: int | None) -> str:
        return self.orders.get(pk or 0, "")

    def category(self, pk: int | None) -> str:
        found = self.categories.get(pk or 0)
        return text_in(found.name, get_language() or "pl") if found else ""

    def who(self, event: Event, message: Message | None) -> str:
        """Return who did it."""
        if event.actor_kind == "person":
            return self.person(event.actor_id) or _("Ktoś z serwisu")
        if event.actor_kind == "machine" and not (message and message.inbound):
            return "Amberdesk"
        guest = self.participants.get(event.actor_id or 0) if event.actor_kind == "contact" else None
        said = message.author_name if message else ""
        reporter = (
            self.order.reporter_name
            if event.kind == "order.placed" and event.subject == self.order.subject_key
            else ""
        )
        return (guest.name if guest else "") or said or self._writer(message) or reporter or _("Placówka")

    def _writer(self, message: Message | None) -> str:
        return message.participant.name if message and message.participant else ""

    def facts(self, given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return hand-over facts as (question, answer)."""
        asked = {
            f["code"]: f["label"]
            for c in (*self.categories.values(), self.order.category)
            if c
            for f in c.facts
        }
        language = get_language() or "pl"
        return tuple(
            (text_in(asked.get(code, {}), language) or code, answer) for code, answer in given.items()
        )


def _rows(model: type[Any], ids: AbstractSet[int | None]) -> dict[int, Any]:
    wanted = {pk for pk in ids if pk}
    return model.objects.in_bulk(wanted) if wanted else {}


def _names(model: type[Model], ids: AbstractSet[int | None]) -> dict[int, str]:
    return {pk: str(row) for pk, row in _rows(model, ids).items()}


def _tags(event: Event) -> list[int]:
    return [*event.data.get("added", ()), *event.data.get("removed", ())]


def _messages(ids: set[int]) -> dict[int, Message]:
    if not ids:
        return {}
    return Message.objects.select_related("participant").prefetch_related("attachments").in_bulk(ids)


def _numbers(ids: set[int]) -> dict[int, str]:
    return dict(Order.objects.filter(pk__in=ids).values_list("pk", "number")) if ids else {}


def _categories(order: Order, ids: set[int]) -> dict[int, Category]:
    known = {order.category.pk: order.category} if order.category else {}
    return known | _rows(Category, ids - known.keys())


def _corrected(events: Iterable[Event]) -> dict[str, dict[int, str]]:
    told = [e.data[k] for e in events if e.kind == "order.corrected" for k in ("changed", "before")]
    return (
        {name: _names(model, {d.get(name) for d in told}) for name, model in _ABOUT.items()} if told else {}
    )
