"""How long what people wrote and who they are is kept after an order has ended, and who called after a call. Pure."""

from collections.abc import Mapping

from amberdesk.customers.refusals import Refused

OF_ORDERS = ("messages", "files", "contacts", "mails")
CALLERS = "callers"  # of calls: who has no order is forgotten by his call's day, all others with their order at the latest
KINDS = (*OF_ORDERS, CALLERS)
PROPOSED = {  # days; what the office is offered
    "messages": 1095,
    "files": 730,
    "contacts": 365,
    "mails": 180,
    CALLERS: 365,
}
FORGOTTEN = "—"  # in place of a forgotten person's name
LEAST, MOST = 30, 36_500  # days
Days = Mapping[str, int | None]


def days_kept(kind: str, company: Days, agreement: Days) -> int | None:
    """Return for how many days something is kept after its order's end; None: for good.

    What the agreement says, be it "for good", goes before what the company says.
    """
    return agreement[kind] if kind in agreement else company.get(kind)


def checked(days: Days) -> dict[str, int | None]:
    """Return the days as they may be kept. Errors: Refused."""
    for kind, number in days.items():
        if kind not in KINDS:
            raise Refused("unknown_choice", kind)
        if number is not None and not LEAST <= number <= MOST:
            raise Refused("out_of_range", kind, least=LEAST, most=MOST)
    return dict(days)
