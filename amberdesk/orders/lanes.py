"""Where an order stands on the board. Pure; the database keeps the same in the generated column `lane`."""

from amberdesk.orders.states import OPEN, State

CHECK, WAIT, ENDED = "check", "wait", ""
FREE = "_free"  # at a level without a technician

# column of the board -> its lanes, in the order in which they stand there
COLUMNS: dict[str, tuple[str, ...]] = {
    "check": (CHECK,),
    "L1": (f"L1{FREE}", "L1"),
    "L2": (f"L2{FREE}", "L2"),
    "L3": (f"L3{FREE}", "L3"),
    "wait": (WAIT,),
}
LANES = tuple(lane for lanes in COLUMNS.values() for lane in lanes)


def lane_of(state: str, level: str, *, verified: bool, assigned: bool) -> str:
    """Return the order's lane: to be checked, waiting, or its level, with or without a technician; "" once ended."""
    if state not in OPEN:
        return ENDED
    if state == State.WAITING:
        return WAIT
    if state == State.NEW and not verified:
        return CHECK
    return level if assigned else level + FREE


def column_of(lane: str) -> str:
    """Return the column of the board for a lane; "" for an ended order."""
    return next((column for column, lanes in COLUMNS.items() if lane in lanes), "")
