"""Hotlines, calls, and what is promised to callers."""

from amberdesk.phone.models.call import Call, Ring, Segment
from amberdesk.phone.models.callback import CallBack, CallBackTry
from amberdesk.phone.models.figure import (
    CoverDay,
    DayMark,
    HalfHour,
    PersonDay,
    StatusDay,
    Wallboard,
)
from amberdesk.phone.models.hotline import Exchange, Hotline, Phone
from amberdesk.phone.models.loop import Reservation, Settled, Wait
from amberdesk.phone.models.told import Delivery, Told

__all__ = [
    "Call",
    "CallBack",
    "CallBackTry",
    "CoverDay",
    "DayMark",
    "Delivery",
    "Exchange",
    "HalfHour",
    "Hotline",
    "PersonDay",
    "Phone",
    "Reservation",
    "Ring",
    "Segment",
    "Settled",
    "StatusDay",
    "Told",
    "Wait",
    "Wallboard",
]
