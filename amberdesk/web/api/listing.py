"""Lists of orders: allowed filters and sortings, pages by cursor."""

from dataclasses import replace
from typing import Annotated, Any, Literal, get_origin

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Query
from pydantic import BaseModel, Field

from amberdesk.customers.queries import categories, networks
from amberdesk.orders.access import orders_for
from amberdesk.orders.changes import changed_since
from amberdesk.orders.order_filter import Named, OrderFilter
from amberdesk.orders.page_keys import BadKey
from amberdesk.orders.queries import Page, order_page
from amberdesk.orders.states import OPEN
from amberdesk.orders.states import State as OrderState
from amberdesk.search.queries import fitting
from amberdesk.search.question import LONGEST, MOST_WORDS, TooMuch
from amberdesk.web.api import answers, telling, words
from amberdesk.web.api.fields import Code, Id, Kind, Level, Line, Moment, Priority, State, WaitReason
from amberdesk.web.api.keys import Caller, auth_of, caller_of
from amberdesk.web.api.problems import Problem, in_query
from amberdesk.web.api.reading import router

LONGEST_MS = 5000  # the longest that a list may take
INTERNAL = ("level", "assignee", "tag", "reference", "unread")
Sort = Literal["new", "old", "due", "priority"]


class Filters(BaseModel):
    """What narrows a list; several values of one parameter are alternatives."""

    q: Line = Field(
        "",
        max_length=LONGEST,
        description="Words in any of their forms, a whole or spoken number, another party's number.",
        examples=["drukarka paragon", "4217-1"],
    )
    network: list[Code] = Field([], max_length=50, description="Network codes.")
    site: list[Code] = Field([], max_length=100, description="Site codes, with exactly one network.")
    state: list[State | Literal["open"]] = Field([], max_length=10)
    wait_reason: list[WaitReason] = Field([], max_length=10)
    level: list[Level] = Field([], max_length=10)
    priority: list[Priority] = Field([], max_length=10)
    kind: list[Kind] = Field([], max_length=10)
    category: Code | None = None
    assignee: Id | Literal["me"] | None = None
    tag: Code | None = None
    reference: Line | None = Field(None, description="Another party's number for the matter, exactly.")
    unread: bool = Field(False, description="The customer's last word is not answered.")
    overdue: bool = False
    updated_since: Moment | None = Field(None, description="Ask from a minute before the last answer's time.")
    reported_from: Moment | None = None
    reported_to: Moment | None = Field(None, description="Exclusive.")
    sort: Sort = Field("new", description="due and priority sort open orders only (state=open).")
    cursor: Annotated[str | None, Field(max_length=80, description="`next` of the page before.")] = None
    limit: int = Field(50, ge=1, le=100)


SEVERAL = [name for name, field in Filters.model_fields.items() if get_origin(field.annotation) is list]


@router.get("/orders", response=answers.Orders, exclude_unset=True, url_name="orders")
def orders(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Return the orders that the caller may see. `next` leads to the page after."""
    known = [name for name in Filters.model_fields if name not in INTERNAL or auth_of(request).internal]
    caller = caller_of(request, *known, many=SEVERAL)
    seen = _networks(caller, filters)
    try:
        page = _page(seen, replace(_wanted(caller, filters, seen), named=_named(caller, filters)), filters)
    except BadKey as error:
        raise Problem(422, "bad_key", errors=[in_query("cursor", words.detail("bad_key", {}))]) from error
    ids = [row.id for row in page.rows]
    rows = orders_for(caller.standing).select_related("device", "contact").only(*telling.COLUMNS)
    found = {row.pk: row for row in rows.filter(pk__in=ids)}
    return {
        "orders": [telling.order(found[pk], caller) for pk in ids if pk in found],
        "next": page.next or None,
    }


@transaction.atomic
def _page(seen: frozenset[int], wanted: OrderFilter, filters: Filters) -> Page:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}")
    try:
        return order_page(seen, wanted, sort=filters.sort, after=filters.cursor or "", limit=filters.limit)
    except OperationalError as error:
        raise Problem(400, "too_heavy") from error


def _named(caller: Caller, filters: Filters) -> Named | None:
    """Return what narrows the list to the words that were asked for. Raises Problem(422)."""
    if not filters.q.strip():
        return None
    try:
        return fitting(caller.standing, filters.q, now())
    except TooMuch as error:
        most = {"words": MOST_WORDS, "letters": LONGEST}
        errors = [in_query("q", words.detail("too_many_words", most))]
        raise Problem(422, "invalid", errors=errors) from error


def _networks(caller: Caller, filters: Filters) -> frozenset[int]:
    """Return the caller's networks among the asked ones; a stranger's network is as one that is not there."""
    if not filters.network:
        return caller.standing.visible
    asked = networks(caller.standing.visible).filter(code__in=filters.network)
    return frozenset(asked.values_list("pk", flat=True))


def _wanted(caller: Caller, filters: Filters, seen: frozenset[int]) -> OrderFilter:
    states = frozenset(filters.state) - {"open"}
    if "open" in filters.state or (filters.overdue and not states):  # what is over is never overdue
        states |= {s.value for s in OPEN}
    if filters.unread and not states:  # nobody waits for an answer to what is over
        states = frozenset({*(s.value for s in OPEN), OrderState.RESOLVED.value})
    changed = changed_since(filters.updated_since) if filters.updated_since else None
    assignee = caller.person.pk if filters.assignee == "me" else filters.assignee
    return OrderFilter(
        states=states,
        wait_reasons=frozenset(filters.wait_reason),
        levels=frozenset(filters.level),
        priorities=frozenset(filters.priority),
        kinds=frozenset(filters.kind),
        site_ids=_sites(caller, filters, seen) if filters.site else None,
        category_id=_category(filters.category) if filters.category else None,
        assignee_id=assignee,
        tag=filters.tag or "",
        reference=filters.reference or "",
        unread=filters.unread,
        overdue_at=now() if filters.overdue else None,
        among=changed,
        changed_from=filters.updated_since if changed is None else None,
        reported_from=filters.reported_from,
        reported_before=filters.reported_to,
    )


def _sites(caller: Caller, filters: Filters, seen: frozenset[int]) -> frozenset[int]:
    if len(filters.network) != 1 and len(caller.standing.visible) != 1:
        raise Problem(422, "invalid", errors=[in_query("site", words.detail("site_needs_network", {}))])
    network = networks(seen).first()
    sites = network.site_set.filter(code__in=filters.site) if network else []
    return frozenset(site.pk for site in sites)


def _category(code: str) -> int:
    """Return the category's id; -1, which no order has, for an unknown one."""
    return categories().filter(code=code).values_list("pk", flat=True).first() or -1
