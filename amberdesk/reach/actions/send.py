"""Send what is due through the gateway or to browsers; what fails comes again soon, and never late."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from amberdesk import __version__
from amberdesk.customers.queries import company
from amberdesk.people.secrets import NoKey, opened
from amberdesk.reach.actions.browsers import forget_browser
from amberdesk.reach.models import DEAD, DROPPED, SENT, WAITING, Alert, Browser, Gateway
from amberdesk.reach.push import packed
from amberdesk.reach.queries import gateway
from amberdesk.reach.rules import CONTENT_TYPES, LONGEST_WAIT, PUSH, filled
from amberdesk.webhooks import transport

LEASE = timedelta(minutes=1)
BACKOFF = tuple(timedelta(seconds=s) for s in (5, 20, 60))
OLDEST = timedelta(minutes=LONGEST_WAIT + 30)  # nobody is woken for what is long past
ROUND = 20  # messages at most in one round
GONE = (404, 410)  # a browser whose person has taken the leave back, or that is no more
KEPT = timedelta(days=30)  # what was sent or not


def send_due(now: datetime) -> int:
    """Send the messages whose time has come; return how many were tried. Safe in parallel."""
    there, count = gateway(), 0
    while count < ROUND and (alert := take(now, there)):
        settle(alert, attempt(alert, there), now)
        count += 1
    return count


@transaction.atomic
def take(now: datetime, there: Gateway | None) -> Alert | None:
    """Lease the oldest message that is due and still of use; the others are dropped."""
    due = Alert.objects.filter(state=WAITING, due_at__lte=now).order_by("due_at", "pk")
    due = due.select_for_update(skip_locked=True, of=("self",)).select_related("order", "person", "browser")
    for alert in due[:50]:
        open_way = alert.kind == PUSH or (there is not None and there.active)
        if open_way and _is_of_use(alert, now):
            alert.due_at, alert.attempts = now + LEASE, alert.attempts + 1
            alert.save(update_fields=["due_at", "attempts"])
            return alert
        alert.state, alert.done_at = DROPPED, now
        alert.save(update_fields=["state", "done_at"])
    return None


def _is_of_use(alert: Alert, now: datetime) -> bool:
    if now - alert.created_at > OLDEST or not alert.person.is_active:
        return False
    return alert.order is None or (alert.order.is_open and alert.order.called_at is not None)


def attempt(alert: Alert, there: Gateway | None) -> transport.Outcome:
    """Hand the message in once. Redirects are not followed, addresses inside are not called."""
    if alert.browser is not None:
        return _push(alert, alert.browser)
    if there is None:
        return transport.Outcome(None, "gateway_missing")
    values = {"to": alert.number, "text": alert.text, "kind": alert.kind, "key": str(alert.key)}
    headers = {
        "Content-Type": f"{CONTENT_TYPES[there.form]}; charset=utf-8",
        "User-Agent": f"Amberdesk/{__version__}",
    }
    try:
        if there.header:
            headers[there.header] = opened(there.secret)
    except NoKey:
        return transport.Outcome(None, "no_key")
    return transport.post(
        there.url,
        filled(there.body, there.form, values).encode(),
        headers,
        method=there.method,
        allowed=settings.AMBERDESK.webhook_allow,
    )


def _push(alert: Alert, browser: Browser) -> transport.Outcome:
    told = {"title": alert.text, "link": alert.link, "tag": str(alert.order_id or "trial")}
    try:
        headers, body = packed(browser, told, company().email or settings.AMBERDESK.mail_from)
    except NoKey:
        return transport.Outcome(None, "no_key")
    return transport.post(browser.endpoint, body, headers, allowed=settings.AMBERDESK.webhook_allow)


def settle(alert: Alert, outcome: transport.Outcome, now: datetime) -> None:
    """Keep what became of an attempt; a browser that its service knows no more is forgotten with its messages."""
    if alert.browser is not None and outcome.status in GONE:
        return forget_browser(alert.browser, at=now)
    alert.status, alert.error, alert.answer = outcome.status, outcome.error, outcome.answer[:200]
    if not outcome.error:
        alert.state, alert.done_at = SENT, now
    elif alert.attempts > len(BACKOFF):
        alert.state, alert.done_at = DEAD, now
    else:
        alert.due_at = now + BACKOFF[alert.attempts - 1]
    alert.save(update_fields=["status", "error", "answer", "state", "done_at", "due_at"])


def sweep_alerts(now: datetime) -> int:
    """Forget what is long over; return how many messages."""
    old = Alert.objects.filter(done_at__lt=now - KEPT).order_by("done_at").values("pk")[:5000]
    return Alert.objects.filter(pk__in=old).delete()[0]
