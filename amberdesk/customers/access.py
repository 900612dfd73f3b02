"""Who may change whom we serve and what we promised them: the office."""

from django.db import connection

from amberdesk.customers.refusals import Forbidden
from amberdesk.outbox.actor import Actor
from amberdesk.people.access import is_office

ONE_AT_A_TIME = 7462  # of the database's advisory locks


def require_office(by: Actor) -> None:
    """Let administrators and the machine pass. Errors: refusals.Forbidden.

    Administrators change things one after the other: a name that one has just given is seen, and refused in words,
    when another gives it too.
    """
    if not is_office(by):
        raise Forbidden("office_only")
    if by.kind == "person":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
