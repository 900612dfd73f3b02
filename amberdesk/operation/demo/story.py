"""One order's way through the demo company: reported, verified, worked on, handed over, solved and closed.

Every step is a real act at its time, and the machine's own steps (warnings, closing) happen between them.
"""

from datetime import datetime, timedelta
from random import Random

from amberdesk.customers.codes import Channel, Degree, Kind, Level, WaitReason
from amberdesk.customers.models import Device, Site
from amberdesk.customers.queries import devices_at
from amberdesk.operation.demo.company import WARSAW, DemoCompany
from amberdesk.operation.demo.troubles import Trouble
from amberdesk.orders import actions
from amberdesk.orders.actions.watch import announce, wake
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person

DOMAINS = {"FAL": "falamarket.example", "BUR": "bursztyn.example", "ZAT": "zatoka.example"}
ANSWERS = "sprawdzone, jak w instrukcji", "tak", "nie", "od dzisiejszego ranka", "jedno stanowisko"
ANSWER = timedelta(minutes=4)  # until somebody who is called accepts


class Stop(Exception):
    """The story has reached the present: the order stays as it is."""


class Held(Exception):
    """The story stops here, but time goes on: the order is still open at the present."""


class Story:
    """One order's way through the demo company, up to the present."""

    def __init__(
        self, demo: DemoCompany, trouble: Trouble, site: Site, random: Random, now: datetime, hold: str = ""
    ) -> None:
        self.demo, self.trouble, self.site, self.random, self.now = demo, trouble, site, random, now
        self.hold = hold  # where it still stands: "assigned", "L1", "L2", "L3" (in progress there), "part"
        self.order: Order | None = None
        self.reporter = 0

    def run(self, at: datetime) -> Order | None:
        """Play the order from its report at `at` as far as time has come; None when it lies ahead."""
        try:
            self._play(at)
        except Held:
            self._until(self.now)
        except Stop:
            pass
        except Refused as refusal:  # the machine was quicker than people at this moment
            if refusal.code not in ("state", "stale"):
                raise
        return self.order

    def _play(self, at: datetime) -> None:
        self._until(at)
        self._place()
        self._after(4, 22)
        self._verify_and_assign()
        self._stand("assigned")
        for step, level in enumerate(self.trouble.way):
            self._work(f"L{level}", first=step == 0)
            self._stand(f"L{level}")
            if step + 1 < len(self.trouble.way):
                self._pass_on(f"L{level}", f"L{self.trouble.way[step + 1]}")
        self._solve()
        self._finish()

    def _place(self) -> None:
        trouble, random = self.trouble, self.random
        by_phone = random.random() < 0.35 and trouble.way[0] == "1"
        contact = random.choice(self.demo.contacts[self.site.pk])
        mail = f"sklep{self.site.code}@{DOMAINS[self.site.network.code]}" if random.random() < 0.7 else ""
        doer = Actor("person", self._technician("L1").pk) if by_phone else Actor("link")
        devices = [d for d in devices_at(self.site) if d.kind == trouble.category]
        device: Device | None = random.choice(devices) if devices else None
        placed = actions.place_order(
            Intake(
                channel=Channel.HOTLINE if by_phone else Channel.FORM,
                reference=f"demo:{random.getrandbits(64):016x}",
                reported_at=self.at,
                network=self.site.network,
                site=self.site,
                device=device,
                category=self.demo.categories[trouble.category],
                contact=contact if by_phone else None,
                kind=Kind(trouble.kind) if trouble.kind else None,
                impact=Degree(trouble.impact),
                subject=trouble.subject,
                text=trouble.text,
                reporter_name=contact.name,
                reporter_email=mail,
                reporter_phone=f"+4860{random.randrange(10**7):07}",
            ),
            by=doer,
            at=self.at,
        )
        self.order, self.reporter = placed.order, placed.participant_id

    def _verify_and_assign(self) -> None:
        order, category = self._order(), self.demo.categories[self.trouble.category]
        if order.network.code == "BUR":  # nobody covers its nights: it waits for the morning
            self._until(self._worktime(self.at))
        who = self.demo.staff["koordynator" if self.random.random() < 0.8 else "zastepca"]
        if order.verified_at is None:
            actions.verify(
                order,
                category=category,
                kind=Kind(order.kind),
                impact=Degree(self.trouble.impact),
                urgency=Degree(category.urgency),
                scope="warranty" if self.random.random() < 0.08 else "agreement",
                by=Actor("person", who.pk),
                at=self.at,
            )
            self._after(0, 3)
        level = Level(f"L{self.trouble.way[0]}")
        technician = self._technician(level) if self.random.random() < 0.85 else None
        actions.assign(
            self._order(), level=level, technician=technician, by=Actor("person", who.pk), at=self.at
        )

    def _work(self, level: str, *, first: bool) -> None:
        self._after(3, 35)
        order = self._order()
        doer = order.assignee or self._technician(level)
        self.doer = Actor("person", doer.pk)
        actions.start(order, by=self.doer, at=self.at)
        if not first:
            return
        self._after(1, 10)
        actions.reply(self._order(), text=self.trouble.answer, by=self.doer, at=self.at)
        if self.trouble.question:
            self._after(5, 15)
            actions.wait(
                self._order(),
                reason=WaitReason.CUSTOMER,
                question=self.trouble.question,
                by=self.doer,
                at=self.at,
            )
            self._after(10, 90)
            actions.receive(
                self._order(), text=self.trouble.reaction, by=Actor("contact", self.reporter), at=self.at
            )

    def _pass_on(self, level: str, to: str) -> None:
        self._after(8, 40)
        order = self._order()
        if to < level:
            actions.send_back(
                order, reason="Wystarczy zmiana ustawień, bez wizyty.", by=self.doer, at=self.at
            )
            return
        facts = {
            f["code"]: self.random.choice(ANSWERS) for f in (order.category.facts if order.category else [])
        }
        reason = "Pierwsza pomoc nie wystarczyła, potrzebna diagnostyka na miejscu."
        actions.hand_over(order, to=Level(to), reason=reason, facts=facts, by=self.doer, at=self.at)

    def _solve(self) -> None:
        if self.hold == "part" or (self.trouble.minutes >= 60 and self.random.random() < 0.5):
            self._after(10, 60)
            actions.wait(
                self._order(), reason=WaitReason.PART, note="Zamówiono część.", by=self.doer, at=self.at
            )
            self._stand("part")
            self._after(60, 60 * 30)
            actions.resume(self._order(), by=self.doer, at=self.at)
        self._after(self.trouble.minutes, self.trouble.minutes * 5)
        minutes = max(3, round(self.trouble.minutes * self.random.uniform(0.6, 1.4)))
        actions.resolve(
            self._order(),
            text=self.trouble.solution,
            code=self.trouble.code,
            minutes=minutes,
            by=self.doer,
            at=self.at,
        )

    def _finish(self) -> None:
        who, luck = Actor("contact", self.reporter), self.random.random()
        if luck < 0.06:
            self._after(20, 240)
            actions.give_verdict(
                self._order(), solved=False, remarks="Niestety znowu to samo.", by=who, at=self.at
            )
            self._after(20, 120)
            actions.resolve(
                self._order(),
                text="Poprawiono, obserwujemy do jutra.",
                code="settings",
                minutes=15,
                by=self.doer,
                at=self.at,
            )
        elif luck < 0.5:
            self._after(15, 600)
            remarks = "Dziękujemy, szybko poszło." if luck < 0.2 else ""
            actions.give_verdict(self._order(), solved=True, remarks=remarks, by=who, at=self.at)
        self._until(self.now)

    def _stand(self, step: str) -> None:
        """Leave the order as it is when the story is to be held here. Raises Held."""
        if self.hold == step:
            raise Held

    def _order(self) -> Order:
        assert self.order is not None
        self.order = Order.objects.select_related("network", "site", "category", "assignee").get(
            pk=self.order.pk
        )
        return self.order

    def _technician(self, level: str) -> Person:
        return self.random.choice(self.demo.technicians[self.site.network.code, level])

    def _after(self, least: float, most: float) -> None:
        self._until(self.at + timedelta(minutes=self.random.triangular(least, max(most, least + 1), least)))

    def _until(self, at: datetime) -> None:
        """Let time pass until `at`: clocks warn, waits end, the machine closes. Raises Stop at the present."""
        end = min(at, self.now)
        while self.order and (due := self._next_by_itself()) and due <= end:
            order = Order.objects.get(pk=self.order.pk)
            if order.wake_at and order.wake_at <= due:
                wake(Order.objects.locked(order.pk), due)
            else:
                announce(Order.objects.locked(order.pk), due)
                self._accept(due + ANSWER)
        if at > self.now:
            raise Stop
        self.at = at

    def _accept(self, at: datetime) -> None:
        """Let the first who is called to the order accept, unless that is still to come."""
        order = self._order()
        summons = order.summonses.filter(ended="").first()
        if order.called_at and summons and summons.called and at <= self.now:
            actions.accept(order, by=Actor("person", summons.called[0]), at=at)

    def _next_by_itself(self) -> datetime | None:
        order = self._order()
        times = [t for t in order.clocks.values_list("check_at", flat=True) if t]
        return min([*times, *([order.wake_at] if order.wake_at else [])], default=None)

    def _worktime(self, at: datetime) -> datetime:
        """Return the instant itself, or 8:10 of the next weekday."""
        local = at.astimezone(WARSAW)
        while local.weekday() > 4 or not 8 <= local.hour < 16:
            local = (local + timedelta(days=local.hour >= 16 or local.weekday() > 4)).replace(
                hour=8, minute=10
            )
        return local.astimezone(at.tzinfo)
