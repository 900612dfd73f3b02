"""Who reads figures: those who answer for networks, and the customer's own manager; technicians do not."""

from amberdesk.people.roles import COORDINATING, Role
from amberdesk.rosters.standing import Standing

READERS = COORDINATING | {Role.MANAGER, Role.REPRESENTATIVE}


def reads_figures(standing: Standing | None) -> bool:
    """Tell whether somebody reads the figures of the networks that he sees."""
    return standing is not None and standing.role in READERS and bool(standing.visible)


def reads_levels(standing: Standing | None) -> bool:
    """Tell whether somebody reads which level did what: ours alone, no customer's matter."""
    return standing is not None and reads_figures(standing) and bool(standing.networks)
