"""Who may change whom we serve and what we promised them: the office."""

from amberdesk.customers.refusals import Forbidden
from amberdesk.outbox.actor import Actor
from amberdesk.people.access import is_office


def require_office(by: Actor) -> None:
    """Let administrators and the machine pass. Errors: refusals.Forbidden."""
    if not is_office(by):
        raise Forbidden("office_only")
