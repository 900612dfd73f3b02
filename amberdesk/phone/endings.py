"""How our people end a call, and when a promise to ring back is dropped. Pure."""

from enum import StrEnum


class Ending(StrEnum):
    """What a talk came to; each talk has one. In the order of the screen's keys."""

    SOLVED = "solved"  # an order, resolved in the call
    TAKEN = "taken"  # an order on which its technician works
    HANDED = "handed"  # an order that went on to another level
    ADDED = "added"  # said about an open order
    NO_ORDER = "no_order"  # with a NoOrder


class NoOrder(StrEnum):
    """Why a talk needed no order."""

    INFORMATION = "information"
    REPEATED = "repeated"  # the same matter again, and nothing new
    WRONG_NUMBER = "wrong_number"
    TEST = "test"
    ADVERT = "advert"
    OTHER = "other"


class Cause(StrEnum):
    """Why somebody is to be rung back."""

    ASKED = "asked"  # the caller wanted it
    ABANDONED = "abandoned"  # he left before anybody answered
    REJECTED = "rejected"  # he was not connected
    PROMISED = "promised"  # one of us said that somebody would ring
    UNKNOWN = "unknown"  # the operator's report tells of a talk, and nobody of ours does


class Dropped(StrEnum):
    """Why nobody rings back any more."""

    UNREACHABLE = "unreachable"  # tried, and nobody answers
    NO_NUMBER = "no_number"  # he hid it
    SETTLED = "settled"  # the matter is done
    WRONG_NUMBER = "wrong_number"
    OTHER = "other"


PLACING = frozenset({Ending.SOLVED, Ending.TAKEN, Ending.HANDED})  # these make an order
