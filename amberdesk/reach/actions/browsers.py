"""Let oneself be called in a browser, or no longer."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import is_self
from amberdesk.people.models import Person
from amberdesk.people.roles import STAFF
from amberdesk.people.secrets import closed
from amberdesk.reach.events import BrowserAdded, BrowserRemoved, WaysChosen
from amberdesk.reach.models import Alert, Browser, Way
from amberdesk.reach.push import is_key, is_point
from amberdesk.reach.queries import browsers_of, ways_of
from amberdesk.reach.rules import PUSH
from amberdesk.webhooks.actions.set_up import check_address

MOST = 10  # browsers of a person
LEAST = "P2"  # the lowest priority of the way that comes with the first browser


@transaction.atomic
def add_browser(
    person: Person, *, endpoint: str, p256dh: str, auth: str, name: str, by: Actor, at: datetime
) -> Browser:
    """Let the person be called in a browser; one that was another's is his now. The first brings the way with it.

    Errors: Forbidden, Refused("browser_unreadable" | "browsers_many" | "url_..." | "inside").
    """
    _own(person, by)
    person = Person.objects.locked(person.pk)
    if not (endpoint.startswith("https://") or settings.AMBERDESK.webhook_allow) or len(endpoint) > 600:
        raise Refused("browser_unreadable")
    if len(p256dh) > 120 or len(auth) > 120 or not is_point(p256dh) or not is_key(auth, 16):
        raise Refused("browser_unreadable")
    check_address(endpoint)
    mine = [browser for browser in browsers_of(person) if browser.endpoint != endpoint]
    if len(mine) >= MOST:
        raise Refused("browsers_many")
    Browser.objects.filter(endpoint=endpoint).delete()
    facts = {"name": name[:60], "p256dh": p256dh, "auth": closed(auth), "key_id": settings.LINK_KEY_ID}
    browser = Browser.objects.create(person=person, endpoint=endpoint, added_at=at, **facts)
    record(BrowserAdded(id=person.pk), by=by, at=at)
    if not Way.objects.filter(person=person, kind=PUSH).exists():
        Way.objects.create(person=person, kind=PUSH, after_minutes=0, least=LEAST)
        record(WaysChosen(id=person.pk, ways=tuple(sorted(w.kind for w in ways_of(person)))), by=by, at=at)
    return browser


@transaction.atomic
def remove_browser(person: Person, pk: int, *, by: Actor, at: datetime) -> None:
    """Call the person in this browser no longer; one that is gone already, or never was his, is no error.

    Errors: Forbidden.
    """
    _own(person, by)
    if Browser.objects.filter(person=person, pk=pk).delete()[0]:
        record(BrowserRemoved(id=person.pk), by=by, at=at)


@transaction.atomic
def forget_browser(browser: Browser, *, at: datetime) -> None:
    """Forget a browser that its maker's service knows no more."""
    browser.delete()
    record(BrowserRemoved(id=browser.person_id), by=MACHINE, at=at)


@transaction.atomic
def try_browsers(person: Person, text: str, *, link: str, by: Actor, at: datetime) -> int:
    """Send a trial to the doer's own browsers; return how many. Errors: Forbidden, Refused("browser_missing")."""
    _own(person, by)
    trials = [
        Alert(person=person, kind=PUSH, browser=browser, text=text, link=link, due_at=at, created_at=at)
        for browser in browsers_of(person)
    ]
    if not trials:
        raise Refused("browser_missing")
    return len(Alert.objects.bulk_create(trials))


def _own(person: Person, by: Actor) -> None:
    if not is_self(by, person) or person.role not in STAFF:
        raise Forbidden("own_ways_only")
