"""Who may work on calls: the technicians of their network, and who coordinates it."""

from amberdesk.outbox.actor import Actor
from amberdesk.people.refusals import Forbidden
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing


def works(standing: Standing | None, network_id: int | None) -> bool:
    """Tell whether somebody takes calls of the network, ends them and rings back; of any network for None."""
    if standing is None:
        return False
    technician = standing.role == Role.TECHNICIAN and bool(standing.levels)
    if network_id is None:
        return technician or (standing.role in COORDINATING and bool(standing.supervises))
    here = network_id in standing.levels if technician else network_id in standing.supervises
    return here and standing.role in (Role.TECHNICIAN, *COORDINATING)


def require_work(by: Actor, network_id: int | None) -> None:
    """Let the machine and those who work on the network's calls pass. Errors: people.refusals.Forbidden."""
    if by.kind == "machine":
        return
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if not works(standing, network_id):
        raise Forbidden("call_of_others")
