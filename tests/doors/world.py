"""Two networks with an order each, whose every word says whose it is; and what an address or a body may name of them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import now

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Agreement, Calendar, Contact, SiteGroup
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in as take_in_mail
from amberdesk.mail.models import Mailbox, OutgoingMail, RawMail
from amberdesk.operation.actions.imports import start_import
from amberdesk.operation.actions.simulations import begin_simulation, finish_simulation
from amberdesk.orders.access import participant_key, site_key
from amberdesk.orders.actions import assign, note, refer, reply, tag, upload
from amberdesk.orders.actions.reply_template import keep_template
from amberdesk.orders.actions.saved_lists import save_list
from amberdesk.orders.models import Attachment, Message, Order, OrderLink, Reference, SavedList
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Event
from amberdesk.people.actions.add_token import add_token
from amberdesk.people.models import Person
from amberdesk.phone.actions.hotlines import add_hotline
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.actions.wallboards import hang_wallboard
from amberdesk.phone.models import Call, CallBack, Exchange, Hotline
from amberdesk.reports.simulated import Simulated
from amberdesk.rosters.models import Team
from amberdesk.webhooks.actions.set_up import add_hook
from tests.factories import make_browser, make_contact, make_person, make_shift
from tests.mail.samples.building import text_mail
from tests.orders.shop import Desk, actor, make_desk
from tests.phone.telling import make_hotline, ring

AGO = timedelta(minutes=40)
SAID, INSIDE, PLACE = (
    "kanarek",
    "wnetrze",
    "miejsce",
)  # in the order's words; inside, for staff; of the network
HOUSE, SHARED = "domowe", "wspolne"  # staff's notes on people and places; what all of our staff shares
WORD = "zawiesza"  # what a search asks for; stands in every order


@dataclass
class Side:
    """One network: its people, and everything that an address can name."""

    desk: Desk
    people: dict[str, Person]
    order: Order
    second: Order
    said: Attachment
    inner: Attachment
    note: Message
    contact: Contact
    things: dict[str, Any]  # "office/teams" -> the id there

    @property
    def code(self) -> str:
        return self.desk.network.code

    def canary(self, kind: str) -> str:
        return f"{kind}-{self.code.lower()}"

    @property
    def link(self) -> str:
        return participant_key(self.order.participants.get(reporter=True))

    @property
    def shop(self) -> str:
        return site_key(self.desk.site)


def make_side(code: str) -> Side:
    desk, at = make_desk(code, "24/7"), now() - AGO
    _sign(desk)
    contact = make_contact(desk.site, f"{PLACE}-{code.lower()} Nowak", note=f"{HOUSE}-{code.lower()}")
    people = _people(desk)
    said = upload(ContentFile(b"zdjecie"), name=f"{SAID}-{code.lower()}.txt", draft_of=f"form:{code}", at=at)
    order = _order(desk, code, at, said)
    mine = f"person:{desk.ewa.pk}"
    inner = upload(ContentFile(b"umowa"), name=f"{INSIDE}-{code.lower()}.txt", draft_of=mine, at=at)
    by, name = actor(desk.ewa), code.lower()
    noted = note(order, text=f"{INSIDE}-{name}", attachments=[inner.pk], draft_of=mine, by=by, at=at)
    reply(order, text=f"{SAID}-{name} jedziemy", by=by, at=at)
    tag(order, add=[f"{INSIDE}-{name}"], by=by, at=at)
    reference = refer(order, whose="serwis", number=f"{INSIDE}-{name}", by=by, at=at)
    save_list(name=f"{SHARED}-{name}", query=f"network={code}", shared=True, by=actor(desk.anna))
    second = desk.report(at=at, subject=f"{SAID}-{name} {WORD}")
    order = Order.objects.get(pk=order.pk)
    things = _things(desk, people, contact) | {"reference": reference.pk}
    return Side(desk, people, order, second, said, inner, noted, contact, things)


def _sign(desk: Desk) -> None:
    """Write into the names of the network's things whose they are."""
    mark = f"{PLACE}-{desk.network.code.lower()}"
    desk.network.name, desk.site.name, desk.site.note = (
        f"Sieć {mark}",
        f"Sklep {mark}",
        f"{HOUSE}-{desk.network.code.lower()}",
    )
    desk.device.label = f"Kasa {mark}"
    for row in (desk.network, desk.site, desk.device):
        row.save()
    for person in (desk.ewa, desk.tomasz, desk.olga, desk.anna):
        person.name += f" {mark}"
        person.save()


def _people(desk: Desk) -> dict[str, Person]:
    network = desk.network
    return {
        "L1": desk.ewa,
        "L2": desk.tomasz,
        "L3": desk.olga,
        "coordinator": desk.anna,
        "deputy": make_person("deputy", supervises=[network]),
        "manager": make_person("manager", supervises=[network]),
        "representative": make_person("representative", represents=network),
    }


def _order(desk: Desk, code: str, at: datetime, file: Attachment) -> Order:
    mark, place = f"{SAID}-{code.lower()}", f"form:{code}"
    facts = {
        "subject": f"{mark} {WORD} się",
        "text": f"{mark} {WORD} się drukarka",
        "reporter_name": f"Maria {mark}",
    }
    order = desk.report(
        at=at, **facts, reporter_email=f"{mark}@fala.example", attachments=(file.pk,), draft_of=place
    )
    order = desk.verified(order, at=at)
    return assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=at)


def _simulated(desk: Desk, agreement: Agreement) -> int:
    """Return a simulation that the coordinator asked for and that is done."""
    version = agreement.versions.get()
    question = f"version={version.pk}"
    run = begin_simulation(version, question=question, total=0, by=actor(desk.anna), at=now())
    finish_simulation(run, Simulated().data())
    return run.pk


def _hotline(desk: Desk) -> dict[str, Any]:
    """Return a hotline of the network with its exchange and a phone."""
    code, mark = desk.network.code.lower(), f"{PLACE}-{desk.network.code.lower()}"
    exchange = add_exchange(name=f"Centrala {mark}", code=code, kind="api", settings={}, by=MACHINE, at=now())
    number = f"+48586201{len(mark)}{ord(code[0]) % 10}{ord(code[1]) % 10}"
    hotline = add_hotline(desk.network, {"number": number, "exchange": exchange}, by=MACHINE, at=now())
    phone = assign_phone(exchange, agent=f"sip:{mark}", person=desk.ewa, by=MACHINE, at=now())
    return {"office/hotlines": hotline.pk, "office/exchanges": exchange.pk, "office/phones": phone.pk}


def _call(desk: Desk) -> int:
    """Return a call of the network, of a caller whose name says whose it is."""
    number = f"+48586203{desk.network.pk % 1000:03}"
    exchange = make_hotline(desk.network, number)
    return ring(exchange, at=now() - AGO, number=number, name=f"{SAID}-{desk.network.code.lower()}").pk


def _missed_call(desk: Desk) -> Call:
    """Return a call to the network's hotline that nobody answered: somebody is promised to be rung back."""
    code = desk.network.code.lower()
    exchange = Exchange.objects.create(name=f"Centrala m-{code}", code=f"m-{code}", kind="api", key_id="a")
    number = f"+485862011{ord(code[0])}"
    Hotline.objects.create(network=desk.network, number=number, exchange=exchange)
    said = {"call": "k", "number": number, "from": "600777555", "name": f"{SAID}-{code}"}
    told = [
        {**said, "id": what, "type": what, "at": (now() - ago).isoformat()}
        for what, ago in (("call.offered", AGO), ("call.abandoned", AGO / 2))
    ]
    take_in(exchange, json.dumps(told).encode(), headers={}, at=now())
    return Call.objects.get(key=f"m-{code}:k")


def _mailbox(desk: Desk) -> Mailbox:
    return add_mailbox(desk.network, address=f"{SAID}@{desk.network.code.lower()}.example")


def _held_mail(mailbox: Mailbox) -> RawMail:
    """Return a mail that waits for people; its words say whose it is."""
    mark = f"{PLACE}-{mailbox.network.code.lower()}"
    raw = text_mail(mark, subject=f"Re: {mailbox.network.code}-26-000001-0 {mark}", list_id="<a.example>")
    return take_in_mail(mailbox, raw, received_at=now() - AGO, at=now() - AGO)


def _things(desk: Desk, people: dict[str, Person], contact: Contact) -> dict[str, Any]:
    calendar = Calendar.objects.latest("pk")
    group = SiteGroup.objects.create(network=desk.network, name=f"{PLACE}-{desk.network.code.lower()}")
    boss, agreement = make_person("administrator"), Agreement.objects.get(network=desk.network)
    template = keep_template(name=desk.network.code, text={"pl": "Dzień dobry"}, by=MACHINE, at=now())
    hook = add_hook(
        name=f"ERP {desk.network.code}",
        url="https://erp.example/hooks",
        owner=boss,
        by=Actor("person", boss.pk),
        at=now(),
    )
    return {
        "office/networks": group.pk,
        "office/sites": desk.site.pk,
        "office/devices": desk.device.pk,
        "office/contacts": contact.pk,
        "office/agreements": agreement.pk,
        "office/agreements/versions": agreement.versions.latest("valid_from").pk,
        "office/calendars/days": calendar.days.latest("date").pk,
        "office/calendars": calendar.pk,
        "office/categories": desk.category.pk,
        "office/people": people["L1"].pk,
        "office/teams": Team.objects.filter(networks=desk.network).first().pk,  # type: ignore[union-attr]
        "office/webhooks": hook.pk,
        **_hotline(desk),
        "office/mailboxes": (mailbox := _mailbox(desk)).pk,
        "mail": _held_mail(mailbox).pk,
        "office/import/jobs": start_import(
            "sites", [(2, {"name": desk.site.name})], by=Actor("person", boss.pk), at=now()
        ).pk,
        "office/templates": template.pk,
        "office/retention/agreements": agreement.pk,
        "office/retention/people": contact.pk,
        "roster/shifts": make_shift(desk.ewa, starts_at=now() + timedelta(hours=3)).pk,
        "account/reach/browsers": make_browser(desk.anna).pk,
        "account/tokens": add_token(desk.anna, "kasa", by=MACHINE, at=now())[0].pk,
        "watch/calls": _call(desk),
        "watch/wallboards": hang_wallboard(
            desk.anna, name=f"{PLACE}-{desk.network.code.lower()}", networks=[desk.network.pk], at=now()
        ).pk,
        "reports/simulation": _simulated(desk, agreement),
        "hotline/calls": (call := _missed_call(desk)).pk,
        "hotline/callbacks": CallBack.objects.get(call=call).pk,
        "lists": save_list(name=f"{SAID}-{desk.network.code.lower()}", query="", by=actor(desk.anna)).pk,
    }


@dataclass
class World:
    a: Side
    b: Side
    administrator: Person

    def traces(self) -> list[Any]:
        """Everything of A that a deed of a stranger might touch, and what of B might lead to A."""
        orders = [self.a.order.pk, self.a.second.pk]
        theirs = {"pk__in": [self.b.order.pk, self.b.second.pk]}
        mine = self.a.desk.network
        return [
            list(Order.objects.filter(network=mine).order_by("pk").values_list("pk", "version", "state")),
            Event.objects.filter(subject__in=[f"order:{pk}" for pk in orders]).count(),
            Message.objects.filter(order__network=mine).count(),
            list(
                Attachment.objects.filter(order__network=mine)
                .order_by("pk")
                .values_list("pk", "order", "message")
            ),
            Reference.objects.filter(order__in=orders).count(),
            list(OutgoingMail.objects.filter(order__in=orders).order_by("pk").values_list("pk", "state")),
            OrderLink.objects.filter(order__in=orders).count()
            + OrderLink.objects.filter(other__in=orders).count(),
            SavedList.objects.filter(pk=self.a.things["lists"]).count(),
            list(
                RawMail.objects.filter(mailbox__network=mine)
                .order_by("pk")
                .values_list("pk", "state", "order")
            ),
            list(Call.objects.filter(network=mine).order_by("pk").values_list("pk", "ending", "site")),
            list(CallBack.objects.filter(network=mine).order_by("pk").values_list("pk", "state", "owner")),
            Order.objects.filter(**theirs, site__network=mine).count(),
            Order.objects.filter(**theirs, device__site__network=mine).count(),
            Order.objects.filter(**theirs, contact__network=mine).count(),
            Order.objects.filter(**theirs, assignee__in=[p.pk for p in self.a.people.values()]).count(),
        ]


def make_world() -> World:
    world = World(make_side("FAL"), make_side("BUR"), make_person("administrator"))
    at = now()
    for lane in ("mail", "index"):
        while fan_out(at) + run_lane(lane, at):
            pass
    for side in (world.a, world.b):
        side.things["captured"] = (
            OutgoingMail.objects.filter(recipient__contains=f"{SAID}-{side.code.lower()}").first().pk
        )  # type: ignore[union-attr]
        side.things["letter"] = _failed_letter(side)
    return world


def _failed_letter(side: Side) -> int:
    """Return the id of a letter to the order's reporter that did not arrive."""
    letters = OutgoingMail.objects.filter(order=side.order).exclude(participant=None)
    letter = letters.order_by("pk")[1]
    OutgoingMail.objects.filter(pk=letter.pk).update(state="failed")
    return letter.pk
