"""Instants, as pages show them hundreds of times: said once, then remembered."""

from datetime import datetime, tzinfo
from functools import lru_cache
from time import time

from django.utils.timezone import get_current_timezone, now
from markupsafe import Markup

from amberdesk.clock import spoken
from amberdesk.web.base.formats import iso, language


def when(at: datetime | None, form: str = "moment", zone: tzinfo | None = None) -> Markup:
    """Return an instant as a `time` element with its full form on hover; form: moment, soon, hour or age."""
    if at is None:
        return Markup()
    here, reader = zone or get_current_timezone(), language()
    if form == "age":
        return element(at, spoken.age(now() - at, reader), here, reader)
    return element_on(at, form, noon(int(time() // 60), here), here, reader)


@lru_cache(maxsize=8)
def noon(minute: int, zone: tzinfo) -> datetime:
    """Return noon of the day that has this minute since 1970."""
    return datetime.fromtimestamp(minute * 60, zone).replace(hour=12, minute=0)


@lru_cache(maxsize=8192)
def element_on(at: datetime, form: str, day: datetime, zone: tzinfo, reader: str) -> Markup:
    """Return the element as it is said on that day."""
    if form == "hour":
        return element(at, spoken.hour(at, zone), zone, reader)
    say = spoken.soon if form == "soon" else spoken.moment
    return element(at, say(at, day, zone, reader), zone, reader)


def element(at: datetime, said: str, zone: tzinfo, reader: str) -> Markup:
    """Return the element with these words."""
    full = spoken.full_moment(at, zone, reader)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(iso(at), full, said)
