"""The Jinja2 environment of all own pages."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from lucide import jinja as lucide
from markupsafe import Markup

from amberdesk.web.base.clocks import look
from amberdesk.web.base.formats import FILTERS
from amberdesk.web.base.instants import when
from amberdesk.web.base.navigation import account_links, entries, fixed, search_address
from amberdesk.web.live.topics import stream_address


def environment(**options: Any) -> Environment:
    """Return the environment; Django gives autoescape, loader and auto_reload (only in DEBUG)."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["undefined"] = StrictUndefined  # Django puts its own there
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.filters.update(FILTERS)
    env.globals.update(
        url=url,
        static=static,
        csrf=csrf,
        csrf_token_of=get_token,
        icon=icon,
        time_element=when,
        clock_look=look,
        query=query,
        language=get_language,
        messages_of=get_messages,
        navigation=entries,
        account_links=account_links,
        search_address=search_address,
        live_address=stream_address,
    )
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named view."""
    if args or kwargs:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return fixed(name, settings.ROOT_URLCONF)


def csrf(request: HttpRequest) -> Markup:
    """Return the hidden field that every POST form needs."""
    return Markup(
        format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    )


@lru_cache(maxsize=256)
def icon(name: str, size: int = 16) -> Markup:
    """Return a Lucide icon as inline SVG, hidden from screen readers: words stand beside it."""
    return Markup(lucide.lucide(name, size=size, **{"class": "icon", "aria_hidden": "true"}))


def query(request: HttpRequest, **changes: Any) -> str:
    """Return this page's query string with changes; None takes a parameter away."""
    params = {key: values for key, values in request.GET.lists() if key not in changes}
    params |= {key: [value] for key, value in changes.items() if value is not None}
    return f"?{urlencode(params, doseq=True)}" if params else "?"
