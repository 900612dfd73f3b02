"""Weeks of calls at the demo company, told by an exchange day by day: queues, misses, people who gave up, call-backs."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from amberdesk.customers.models import Network, PhoneNumber
from amberdesk.operation.actions.demo_calls import Spoken, end_calls
from amberdesk.operation.demo.company import WARSAW, DemoCompany
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.people.models import Person
from amberdesk.phone.actions.cover import keep_statuses, read_day
from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.actions.hotlines import add_hotline
from amberdesk.phone.actions.ring_back import note_try
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.models import CallBack, Exchange
from amberdesk.rosters.actions.presence import set_presence

NUMBERS = {"FAL": "+48586201111", "BUR": "+48586201112", "ZAT": "+48586201113"}
A_DAY = 26.0  # calls of a usual weekday
OPENS, CLOSES = time(8), time(16)
RING, SECOND, MINUTE = timedelta(seconds=12), timedelta(seconds=1), timedelta(minutes=1)
SHARES = {"FAL": 0.5, "BUR": 0.3, "ZAT": 0.2}


@dataclass
class Shop:
    """Who may call: a number and the network it calls."""

    network: str
    number: str
    site_id: int


class Exchanges:
    """The demo's exchange as it tells a day: its phones, who is engaged until when, and what it has to tell."""

    def __init__(self, exchange: Exchange, agents: list[Person], random: Random) -> None:
        self.exchange, self.random = exchange, random
        self.free_at = {f"PJSIP/{person.pk}": datetime.min.replace(tzinfo=WARSAW) for person in agents}
        self.told: list[dict[str, Any]] = []
        self.spoken: list[Spoken] = []

    def call(self, at: datetime, shop: Shop) -> None:
        """Play one call: rung one by one, answered, given up, or outside the hours."""
        key = f"d{at:%y%m%d%H%M%S}{len(self.told):x}"
        self._tell(key, at, "call.offered", number=NUMBERS[shop.network], **{"from": shop.number})
        if not OPENS <= at.astimezone(WARSAW).time() < CLOSES or at.astimezone(WARSAW).weekday() > 4:
            self._tell(key, at + 2 * SECOND, "call.rejected", reason="closed")
            return
        patient = at + timedelta(seconds=2 + self.random.expovariate(1 / 80))
        self._ring(key, at, patient, shop)

    def _ring(self, key: str, at: datetime, patient: datetime, shop: Shop) -> None:
        rings, start = 0, at + SECOND
        while True:
            agent = min(self.free_at, key=self.free_at.__getitem__)
            start = max(start, self.free_at[agent])
            if start >= patient:
                self._tell(key, patient, "call.abandoned")
                return
            rings += 1
            ring = {"ring": f"{key}.{rings}", "agent": agent}
            self._tell(key, start, "attempt.started", ring_ms=12_000, **ring)
            self._tell(key, start + SECOND, "attempt.ringing", **ring)
            if self.random.random() < 0.09:  # he does not hear it
                self.free_at[agent], start = start + RING + 30 * SECOND, start + RING
                self._tell(key, min(start, patient), "attempt.ended", result="no_answer", **ring)
                continue
            picked = start + timedelta(seconds=self.random.uniform(3, 9))
            if picked >= patient:
                self._tell(key, patient, "call.abandoned")
            else:
                self._talk(key, picked, ring, shop)
            return

    def _talk(self, key: str, at: datetime, ring: dict[str, str], shop: Shop) -> None:
        end = at + timedelta(seconds=min(1500.0, self.random.lognormvariate(5.2, 0.6)))
        wrap = timedelta(seconds=self.random.uniform(8, 45))
        self.free_at[ring["agent"]] = end + wrap
        self._tell(key, at, "call.answered", **ring)
        self._tell(key, end, "call.ended", by="caller" if self.random.random() < 0.7 else "agent")
        self.spoken.append(Spoken(f"{self.exchange.code}:{key}", shop.site_id, end + wrap, wrap))

    def _tell(self, call: str, at: datetime, type: str, **said: Any) -> None:
        facts = {"id": f"{call}.{len(self.told)}", "call": call, "type": type, "at": at.isoformat()}
        self.told.append(facts | said)

    def deliver(self, until: datetime) -> list[Spoken]:
        """Let the desk take in what has happened until an instant; return the talks of it, which are over."""
        known = {e["call"] for e in self.told if datetime.fromisoformat(e["at"]) > until}
        told = [event for event in self.told if event["call"] not in known]
        spoken = [each for each in self.spoken if each.key.partition(":")[2] not in known]
        take_in(self.exchange, json.dumps(told).encode(), headers={}, at=until)
        self.told, self.spoken = [], []
        return spoken


def make_calls(demo: DemoCompany, random: Random, start: datetime, now: datetime) -> int:
    """Play the calls between two instants; return how many came. What lies ahead of `now` is left out."""
    agents = demo.technicians["FAL", "L1"]
    exchange = _set_up(demo, agents, start)
    shops, count = _shops(demo), 0
    day, last = start.astimezone(WARSAW).date(), now.astimezone(WARSAW).date()
    while day <= last:
        over = min(_at(day + timedelta(days=1), time()), now)
        _attend(agents, day, start, now, random)
        line = Exchanges(exchange, agents, random)
        times = _times(random, day, start, now)
        for at in times:
            line.call(at, random.choice(shops[random.choices([*SHARES], [*SHARES.values()])[0]]))
        end_calls(line.deliver(over), random)
        if day < last:  # at the present a few are still to be rung
            _ring_back(demo, over)
        count += len(times)
        _keep(demo, agents, day, over)
        day += timedelta(days=1)
    while reckon_hotlines(now):
        pass
    return count


def _set_up(demo: DemoCompany, agents: list[Person], at: datetime) -> Exchange:
    exchange = add_exchange(
        name="Centrala w biurze", code="biuro", kind="api", settings={}, by=MACHINE, at=at
    )
    for code, number in NUMBERS.items():
        add_hotline(demo.networks[code], {"number": number, "exchange": exchange}, by=MACHINE, at=at)
    for person in agents:
        assign_phone(exchange, agent=f"PJSIP/{person.pk}", person=person, by=MACHINE, at=at)
    return exchange


def _shops(demo: DemoCompany) -> dict[str, list[Shop]]:
    codes = {network.pk: code for code, network in demo.networks.items()}
    numbers = PhoneNumber.objects.filter(site__in=demo.sites).order_by("pk")
    found: dict[str, list[Shop]] = {code: [] for code in demo.networks}
    for each in numbers:
        found[codes[each.network_id]].append(Shop(codes[each.network_id], each.number, each.site_id or 0))
    return found


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, WARSAW)


def _times(random: Random, day: date, start: datetime, now: datetime) -> list[datetime]:
    """Return when calls come: most between nine and eleven, a few before and after the hours, few at weekends."""
    mean = A_DAY if day.weekday() < 5 else 2.0
    hours = [random.triangular(6.8, 18.2, 10) for _ in range(max(0, round(random.gauss(mean, mean**0.5))))]
    found = sorted(_at(day, time()) + timedelta(hours=hour) for hour in hours)
    return [at for at in found if start <= at < now - MINUTE]


def _attend(agents: list[Person], day: date, start: datetime, now: datetime, random: Random) -> None:
    """Let the first line come, have a break and go home."""
    if day.weekday() > 4:
        return
    for place, person in enumerate(agents):
        lunch = _at(day, time(11)) + (25 * place + random.uniform(0, 10)) * MINUTE
        steps = [
            (_at(day, OPENS) + random.uniform(-9, 4) * MINUTE, "available"),
            (lunch, "break"),
            (lunch + random.uniform(14, 22) * MINUTE, "available"),
            (_at(day, CLOSES) + random.uniform(0, 6) * MINUTE, "off"),
        ]
        for at, status in steps:
            if start <= at < now:
                set_presence(person, status=status, by=MACHINE, at=at)


def _ring_back(demo: DemoCompany, at: datetime) -> None:
    """Ring back whom the day missed."""
    missed = CallBack.objects.filter(state="open").select_related("network").order_by("due_at")
    for place, callback in enumerate(missed):
        crew = demo.technicians[callback.network.code, "L1"]
        doer = Actor("person", crew[place % len(crew)].pk)
        note_try(callback, reached=True, by=doer, at=min(at, callback.due_at))


def _keep(demo: DemoCompany, agents: list[Person], day: date, over: datetime) -> None:
    networks: list[Network] = list(demo.networks.values())
    for network in networks:
        read_day(network, day, over)
    keep_statuses([person.pk for person in agents], day, over)
