"""Make the whole demo desk, once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from amberdesk.customers.actions.company import mark_demo
from amberdesk.customers.models import Company, Network, Site
from amberdesk.operation.demo.calls import make_calls
from amberdesk.operation.demo.company import set_up
from amberdesk.operation.demo.history import make_history
from amberdesk.operation.demo.mails import make_mails
from amberdesk.operation.demo.people import DOMAIN, PASSWORD, REPRESENTATIVE, STAFF
from amberdesk.orders.access import site_key
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.deliver import forget_pending
from amberdesk.outbox.publish import origin
from amberdesk.reports.actions.reckon import mark, reckon_days
from amberdesk.search.actions.index import index_all

HISTORY = timedelta(weeks=5)
SHOWN_SHOPS = (("FAL", "041"), ("BUR", "101"), ("ZAT", "007"))


class NotEmpty(Exception):
    """There is a company in the database that is no demo."""


@transaction.atomic
def make_demo(now: datetime, *, say: Callable[[str], None], seed: int = 2026, a_day: float = 7.0) -> bool:
    """Fill an empty desk with the demo company and weeks of its history; False when it is there already.

    a_day: reports on a usual weekday. Nobody gets mail about what lies in the past. Raises NotEmpty.
    """
    company = Company.objects.first()
    if company and company.is_demo:
        return False
    if company or Network.objects.exists():
        raise NotEmpty
    random, start = Random(seed), now - HISTORY
    token = origin.set("demo")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    say("demo company: shops and people ...")
    demo = set_up(PASSWORD, random, start)
    mark_demo(by=MACHINE, at=start)
    say("demo company: five weeks of orders ...")
    count = make_history(demo, random, start, now, a_day)
    say("demo company: five weeks of calls ...")
    calls = make_calls(demo, random, start, now)
    mails = make_mails(demo, now)
    say("demo company: search index and figures ...")
    for _ in index_all():
        pass
    for network in demo.networks.values():
        mark(network, {(start + timedelta(days=n)).date() for n in range(HISTORY.days + 1)})
    while reckon_days(now):
        pass
    forget_pending()
    origin.reset(token)
    say(f"demo company: {count} orders, {calls} calls, {mails} mails")
    return True


def introduction(public_url: str) -> str:
    """Return what a newcomer needs to look around: shops' own links, and who may sign in with which password."""
    shown = [Site.objects.select_related("network").get(network__code=n, code=c) for n, c in SHOWN_SHOPS]
    shops = [f"  {public_url}/s/{site_key(site)}/   {site.network} {site}" for site in shown]
    people = [
        f"  {s.email}@{DOMAIN:<16} {s.name}, {' '.join(s.teams) or s.role}" for s in (*STAFF, REPRESENTATIVE)
    ]
    return "\n".join(["Shops' own links:", *shops, f"Demo accounts, password {PASSWORD}:", *people, ""])
