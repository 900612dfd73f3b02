"""Who may do what with mail that waits for people. Pure."""

from enum import StrEnum

from amberdesk.people.roles import COORDINATING, Role
from amberdesk.rosters.standing import Standing


class Act(StrEnum):
    """What can be done with a held mail."""

    READ = "read"
    ATTACH = "attach"  # whether to that very order, its own rights say
    PLACE = "place"
    DROP = "drop"  # and take a drop back
    AGAIN = "again"  # have it read once more
    RAW = "raw"  # take the whole mail home, as it came


OFFICE = frozenset({Act.READ, Act.AGAIN, Act.RAW})
TECHNICIAN = frozenset({Act.READ, Act.ATTACH, Act.PLACE})
STEERING = TECHNICIAN | {Act.DROP}


def allowed(standing: Standing | None, network_id: int) -> frozenset[Act]:
    """Return what somebody may do with held mail of a network.

    Coordinators decide; L2 too, who does their work after hours; other technicians help but throw nothing away.
    Administrators mend what failed, and decide about no order.
    """
    if standing is None:
        return frozenset()
    if standing.role == Role.ADMINISTRATOR:
        return OFFICE
    if standing.role in COORDINATING and network_id in standing.supervises:
        return STEERING
    if standing.role == Role.MANAGER and network_id in standing.supervises:
        return frozenset({Act.READ})
    levels = standing.levels.get(network_id, frozenset()) if standing.role == Role.TECHNICIAN else frozenset()
    if "L2" in levels:
        return STEERING
    return TECHNICIAN if levels else frozenset()
