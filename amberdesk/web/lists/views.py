"""The list, its lines one by one, what is new on it, and the list as a file."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers.queries import categories
from amberdesk.customers.texts import text_in
from amberdesk.orders.access import actor_of
from amberdesk.orders.actions.saved_lists import drop_list, may_share, save_list
from amberdesk.orders.crew_queries import technician_names
from amberdesk.orders.page_keys import BadKey
from amberdesk.orders.queries import (
    OrderRow,
    Page,
    TooSlow,
    all_rows,
    matching,
    order_page,
    patiently,
    rows_of,
    saved_lists,
)
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.orders.words import refusal
from amberdesk.web.base.navigation import address
from amberdesk.web.base.sheets import csv_answer
from amberdesk.web.lists.columns import (
    Column,
    Names,
    cells,
    keep_columns,
    possible_columns,
    shown_columns,
)
from amberdesk.web.lists.filters import FilterForm
from amberdesk.web.lists.lines import lines
from amberdesk.web.lists.quick import tabs
from amberdesk.web.lists.reader import Reader, list_reader

MOST_ROWS = 20_000  # of one export
MOST_NEWS = 200  # orders asked about at once


@never_cache
@require_safe
@list_reader
def orders(reader: Reader) -> HttpResponse:
    """Show the list. Words to search for go to the search."""
    search = address("search:search")
    if search and reader.request.GET.get("q", "").strip():
        return redirect(f"{search}?{urlencode({'q': reader.request.GET['q']})}")
    form, names = asked(reader)
    page, problem = _page(reader, form)
    quick, current = tabs(reader, form.address)
    facts: dict[str, Any] = {
        "title": _("Zgłoszenia"),
        "form": form,
        "tabs": quick,
        "current": current,
        "saved": saved_lists(reader.person.pk, shared=reader.internal),
        "may_share": may_share(reader.person.role),
        "problem": problem,
        "lines": lines(reader, page, names, [c.key for c in shown_columns(reader)]),
        "next": page.next,
        "first": "after" in reader.request.GET,
        "possible": possible_columns(reader),
        "live_topics": [f"network:{pk}" for pk in form.network_ids],
        **shared(reader),
    }
    answer = render(reader.request, "lists/list.html", facts, status=400 if problem else 200)
    if "col" in reader.request.GET:
        keep_columns(reader.request, answer, facts["columns"])
    return answer


def asked(reader: Reader) -> tuple[FilterForm, Names]:
    """Return the filter that the address asks for, and the categories' names."""
    names = category_names()
    people = technician_names([n.pk for n in reader.networks]) if reader.internal else []
    return FilterForm(reader.request.GET, reader, names, people), names


def category_names() -> dict[int, str]:
    """Return the names of the categories in use, in their order."""
    language = get_language() or "pl"
    return {c.pk: text_in(c.name, language) for c in categories()}


def _page(reader: Reader, form: FilterForm) -> tuple[Page, str]:
    """Return the page that is asked for, or an empty one and why there is none."""
    try:
        with patiently():
            after = reader.request.GET.get("after", "")
            return order_page(form.network_ids, form.wanted(), sort=form.sorted_by, after=after), ""
    except BadKey:
        return Page([], [], ""), _("Tej strony listy nie ma. Zacznij od pierwszej.")
    except TooSlow:
        return Page([], [], ""), _(
            "Tak szerokiej listy nie da się szybko ułożyć. Dodaj klienta, placówkę albo daty."
        )


def shared(reader: Reader) -> dict[str, Any]:
    """Return what every template of the list knows."""
    return {"now": reader.at, "columns": shown_columns(reader), "internal": reader.internal}


@never_cache
@require_safe
@list_reader
def row(reader: Reader, pk: int) -> HttpResponse:
    """Show one line as it stands now; an order that the reader may not see any more leaves the list."""
    names = category_names()
    page = rows_of([n.pk for n in reader.networks], [pk])
    return HttpResponse("".join(lines(reader, page, names, [c.key for c in shown_columns(reader)])))


@never_cache
@require_safe
@list_reader
def news(reader: Reader) -> HttpResponse:
    """Tell how many of some orders (order=<id>, several) belong to this list."""
    form, _names = asked(reader)
    texts = reader.request.GET.getlist("order")[:MOST_NEWS]
    ids = [int(text) for text in texts if text.isdecimal() and len(text) < 19]
    count = len(matching(form.network_ids, form.wanted(), ids)) if ids else 0
    return render(reader.request, "lists/_news.html", {"count": count, "address": form.address})


@never_cache
@require_safe
@list_reader
def export(reader: Reader) -> HttpResponseBase:
    """Send the list as a table, at most MOST_ROWS lines."""
    form, names = asked(reader)
    columns = possible_columns(reader) if reader.request.GET.get("all") else shown_columns(reader)
    rows = all_rows(form.network_ids, form.wanted(), sort=form.sorted_by, most=MOST_ROWS)
    name = f"amberdesk-{localtime(reader.at):%Y-%m-%d-%H%M}"
    return csv_answer(name, [str(c.label) for c in columns], _exported(rows, columns, names))


def _exported(rows: Iterator[OrderRow], columns: Sequence[Column], names: Names) -> Iterator[list[Any]]:
    for found in rows:
        yield [localtime(c) if hasattr(c, "astimezone") else c for c in cells(found, columns, names)]


@require_POST
@list_reader
def save(reader: Reader) -> HttpResponse:
    """Keep the list that the address names under a name."""
    data = reader.request.POST
    form, _names = asked(reader)
    try:
        saved = save_list(
            name=data.get("name", ""),
            query=form.address,
            shared=bool(data.get("shared")),
            by=actor_of(reader.person),
        )
        messages.success(reader.request, _("Zapisano listę „%(name)s”.") % {"name": saved.name})
    except (Refused, Forbidden) as error:
        messages.error(reader.request, refusal(error))
    return redirect(f"{address('lists:orders')}?{form.address}")


@require_POST
@list_reader
def drop(reader: Reader, pk: int) -> HttpResponse:
    """Forget a saved list."""
    try:
        drop_list(pk, by=actor_of(reader.person))
        messages.success(reader.request, _("Usunięto listę."))
    except (Refused, Forbidden) as error:
        messages.error(reader.request, refusal(error))
    return redirect("lists:orders")
