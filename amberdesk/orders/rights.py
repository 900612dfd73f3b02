"""Who may do what: act x role x relation to the order. Pure.

Asked in every action beside the state table; the screens' buttons come from the same table (access.acts_for).
"""

from dataclasses import dataclass

from amberdesk.people.roles import COORDINATING, Role


class Forbidden(Exception):
    """The doer may see the order but not do this. `code` and `params` become a sentence."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.code, self.params = "forbidden", {"act": act}


@dataclass(frozen=True, slots=True)
class Relation:
    """How a doer stands towards one order."""

    role: str = ""  # of a person; "" for contacts and the machine
    levels: frozenset[str] = frozenset()  # of his teams for the order's network
    lead: bool = False  # leads the network (L2)
    supervises: bool = False  # coordinator or manager of the network
    represents: bool = False
    own_call: bool = False  # see is_own_call
    participant: bool = False  # holds a link of the order
    machine: bool = False
    order_level: str = ""


SPEAK = frozenset({"reply", "note", "contact"})
WORK = SPEAK | {"start", "wait", "resume", "restore", "relapse", "resolve", "hand_over", "reopen"}
KEEP = frozenset({"tag", "refer", "link", "move", "unfollow"})  # keeping an order tidy
STEER = frozenset({"verify", "assign", "set_priority", "send_back"})
STAFF_ACTS = WORK | KEEP | STEER | {"cancel", "merge", "correct", "close", "receive", "accept"}
PARTICIPANT_ACTS = frozenset({"receive", "reopen", "close"})
MACHINE_ACTS = frozenset({"verify", "assign", "resume", "close", "receive", "reopen", "contact", "note"})
OWN_CALL_ACTS = frozenset({"verify", "assign"}) | WORK | KEEP


def allowed(relation: Relation) -> frozenset[str]:
    """Return the acts that the relation allows, whatever the state."""
    if relation.machine:
        return MACHINE_ACTS
    if relation.participant:
        return PARTICIPANT_ACTS
    if relation.role in COORDINATING and relation.supervises:
        return STAFF_ACTS
    if relation.role == Role.TECHNICIAN:
        return _technician(relation)
    if relation.role == Role.MANAGER and relation.supervises:
        return frozenset({"accept"})  # the last one who is called
    if relation.role == Role.REPRESENTATIVE and relation.represents:
        return frozenset({"receive"})
    return frozenset()


def _technician(relation: Relation) -> frozenset[str]:
    acts: frozenset[str] = frozenset({"note", "accept"}) if relation.levels else frozenset()
    if relation.order_level in relation.levels:
        acts |= WORK | KEEP | {"receive"}
    if "L2" in relation.levels and relation.order_level in ("L1", "L2"):
        acts |= WORK | KEEP | STEER | {"receive"}
    if relation.order_level in relation.levels and relation.order_level == "L3":
        acts |= {"send_back"}
    if relation.own_call and relation.levels:
        acts |= OWN_CALL_ACTS
    return acts


def is_own_call(*, placed_by: int | None, assignee: int | None, fresh: bool, doer: int | None) -> bool:
    """Tell whether the doer placed the open order for a caller and has it, or (`fresh`) nobody has sent it anywhere."""
    if placed_by is None or placed_by != doer:
        return False
    return assignee == doer or (fresh and assignee is None)


def require(act: str, relation: Relation) -> None:
    """Raise Forbidden when the relation does not allow the act."""
    if act not in allowed(relation):
        raise Forbidden(act)


def assignable_levels(relation: Relation) -> frozenset[str]:
    """Return the levels to which the doer may assign: L2 inside L1 and L2, coordinators anywhere."""
    if relation.machine or (relation.role in COORDINATING and relation.supervises):
        return frozenset({"L1", "L2", "L3"})
    if "L2" in relation.levels:
        return frozenset({"L1", "L2"})
    return relation.levels if relation.own_call else frozenset()
