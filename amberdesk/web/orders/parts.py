"""What each part of the order's page shows. A part is fetched alone when its order has changed."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import OperationalError
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.customers.finding import opening_on, phones_of
from amberdesk.customers.models import Category
from amberdesk.customers.phones import e164, readable
from amberdesk.customers.queries import devices_at
from amberdesk.customers.refusals import Refused
from amberdesk.customers.texts import text_in
from amberdesk.mail import words as mail_words
from amberdesk.mail.originals import filed_on, mails_of
from amberdesk.mail.queries import unsent_of
from amberdesk.orders import words
from amberdesk.orders.clock_now import clocks_now
from amberdesk.orders.near import near_orders
from amberdesk.orders.numbers import parts_of
from amberdesk.orders.public import followers_of
from amberdesk.orders.story import TALK, Entry, Story, happened_since, story_of
from amberdesk.orders.summons import called_now
from amberdesk.orders.surroundings import references_of
from amberdesk.search.similar import similar_orders
from amberdesk.web.base.numbers import whole
from amberdesk.web.orders.buttons import buttons
from amberdesk.web.orders.seat import Seat

SHOWN = 60  # entries of a story at once
FILTERS = ("all", "talk", "details")

Context = dict[str, Any]


def head(seat: Seat) -> Context:
    """Number, state and acts."""
    front, more = buttons(seat) if seat.internal else ([], [])
    unsent, o = _unsent(seat), seat.order
    called = called_now(o) if seat.internal else None
    facts = (o.version, o.unread, o.flagged, o.tags, [b.act for b in (*front, *more)], unsent and unsent.pk)
    return {
        "front": front,
        "more": more,
        "unsent": unsent,
        "called": called,
        "head_stamp": stamp((*facts, called)),
    }


def _unsent(seat: Seat) -> Any:
    if not seat.internal:
        return None
    return (
        unsent_of(seat.order, seat.at)
        .exclude(participant=None)
        .only("state", "recipient", "created_at")
        .first()
    )


def story(seat: Seat) -> Context:
    """The story, or the part of it before an event; and what came since the writer looked."""
    get = seat.request.GET
    before = whole(get.get("before"))
    told = story_of(seat.order, seat.reader, before=before, limit=SHOWN)
    show = get.get("show", "all") if get.get("show") in FILTERS else "all"
    kept = tuple(e for e in told.entries if show != "talk" or (e.message and e.code in TALK))
    since = whole(get.get("since")) or told.last
    shown = Story(kept, told.earlier, told.last)
    news = meanwhile(seat, since) if since < told.last else []
    mails = mails_of(e.message for e in kept if e.message and not e.hidden) if seat.internal else {}
    told_of = {"story": shown, "show": show, "news": news, "since": since, "partial": bool(before)}
    return {**told_of, "mails": mails, "mail_words": mail_words, "story_stamp": stamp((told.last, show))}


def meanwhile(seat: Seat, since: int) -> list[Entry]:
    """Return what others have said and done since an event."""
    return happened_since(seat.order, seat.reader, event=since)


def clocks(seat: Seat) -> Context:
    """The clocks as they stand."""
    return {"clocks": clocks_now(seat.order, seat.at, inner=seat.internal)}


def side(seat: Seat) -> Context:
    """The site, who reports, other numbers, what is related and what was earlier."""
    order = seat.order
    near = near_orders(order, seat.standing.visible)
    references = references_of(order) if seat.internal else []
    phones = phones_of(order.site, order.contact)
    return {
        "site_phones": [_dialled(p.number) for p in phones if p.contact_id is None],
        "contact_phones": _numbers_of_reporter(seat, [p.number for p in phones if p.contact_id is not None]),
        "hours_today": hours_today(seat),
        "references": references,
        "side_stamp": stamp((order.version, near, [(r.pk, r.number) for r in references])),
        "related": [n for n in near if seat.internal and n.how not in ("device", "site")],
        "on_device": [n for n in near if n.how == "device"],
        "at_site": [n for n in near if n.how == "site"],
    }


def devices(seat: Seat) -> Context:
    """What stands at the site."""
    return {"devices": list(devices_at(seat.order.site)) if seat.order.site else []}


def followers(seat: Seat) -> Context:
    """Who follows the order on the customer's side; for our own people."""
    if not seat.internal:
        raise Http404
    return {"followers": followers_of(seat.order)}


def filed(seat: Seat) -> Context:
    """What programs wrote about the order; for our own people."""
    if not seat.internal:
        raise Http404
    return {"filed": filed_on(seat.order), "mail_words": mail_words}


def _numbers_of_reporter(seat: Seat, known: list[str]) -> list[tuple[str, str]]:
    """Return the contact's numbers, and the one that was given with the report if it is another."""
    given = seat.order.reporter_phone
    with suppress(Refused):
        given = e164(given)
    return [_dialled(n) for n in dict.fromkeys([*known, given]) if n]


def _dialled(number: str) -> tuple[str, str]:
    return number.replace(" ", ""), readable(number)


def hours_today(seat: Seat) -> str | None:
    """Return the site's opening hours today in words; None when nobody told us."""
    site = seat.order.site
    if site is None or site.hours_id is None:
        return None
    today = seat.at.astimezone(ZoneInfo(seat.order.network.timezone)).date()
    told = [f"{_hour(a)}–{_hour(b)}" for a, b in opening_on(site.hours_id, today)]
    return ", ".join(told) or _("zamknięte")


def _hour(minutes: int) -> str:
    return f"{minutes // 60 % 24}:{minutes % 60:02}"


def similar(seat: Seat) -> Context:
    """Orders that tell of the same; for our own people."""
    if not seat.internal:
        raise Http404
    try:
        return {"similar": similar_orders(seat.order, seat.standing)}
    except OperationalError:  # the words are too common to be answered in time
        return {"similar": []}


MORE: dict[str, Callable[[Seat], Context]] = {
    "devices": devices,
    "followers": followers,
    "filed": filed,
    "similar": similar,
}  # fetched after the page
PARTS: dict[str, Callable[[Seat], Context]] = {"head": head, "story": story, "clocks": clocks, "side": side}


def part(seat: Seat, name: str) -> Context:
    """Return the context of one part. Raises Http404 for a part that does not exist."""
    found = PARTS.get(name) or MORE.get(name)
    if found is None:
        raise Http404
    return {**common(seat), **found(seat)}


def common(seat: Seat) -> Context:
    """Return what every part needs."""
    order = seat.order
    prefix, spoken = parts_of(order.number)
    return {
        "seat": seat,
        "order": order,
        "now": seat.at,
        "words": words,
        "prefix": prefix,
        "spoken": spoken,
        "category_name": category_name(order.category),
        "internal": seat.internal,
        "alone": False,  # a part that was fetched alone
        "plain": False,  # a form on a page of its own
    }


def stamp(facts: object) -> str:
    """Return a short mark of what a part shows; a part whose mark is the same need not be sent again."""
    return sha256(repr(facts).encode()).hexdigest()[:12]


def category_name(category: Category | None) -> str:
    return text_in(category.name, get_language() or "pl") if category else ""
