"""The acts as buttons: their order, keys, and which of them need a dialog."""

from dataclasses import dataclass

from amberdesk.orders import words
from amberdesk.orders.restored import works_now
from amberdesk.web.orders.seat import Seat

DIRECT = frozenset({"accept", "start", "resume"})  # one press, nothing to fill in
KEYS = {  # one each; the boxes for a reply and a note have r and n
    "verify": "v",
    "assign": "a",
    "accept": "y",
    "start": "w",
    "resume": "w",
    "wait": "c",
    "hand_over": "h",
    "send_back": "b",
    "resolve": "s",
    "reopen": "o",
    "close": "e",
    "restore": "g",
    "relapse": "g",
    "contact": "k",
    "set_priority": "p",
    "correct": "d",
    "receive": "i",
    "tag": "t",
    "link": "l",
    "refer": "f",
    "unfollow": "u",
    "merge": "m",
    "cancel": "x",
}
FRONT = (
    "accept",
    "verify",
    "assign",
    "start",
    "resume",
    "wait",
    "hand_over",
    "send_back",
    "resolve",
    "reopen",
    "close",
)
MORE = (
    "restore",
    "relapse",
    "set_priority",
    "correct",
    "contact",
    "receive",
    "tag",
    "link",
    "refer",
    "unfollow",
    "merge",
    "cancel",
)
FIRST = {  # state -> the act that usually comes next
    "new": ("verify", "assign"),
    "assigned": ("start",),
    "in_progress": ("resolve",),
    "waiting": ("resume",),
}


@dataclass(frozen=True, slots=True)
class Button:
    """One act that may be done now."""

    act: str
    label: str
    key: str
    direct: bool
    primary: bool


def buttons(seat: Seat) -> tuple[list[Button], list[Button]]:
    """Return the acts that state and rights allow now: those in front, and those in the menu."""
    first = _first(seat)
    possible = seat.acts - _idle(seat)
    return [_button(seat, a, first) for a in FRONT if a in possible], [
        _button(seat, a, first) for a in MORE if a in possible
    ]


def _idle(seat: Seat) -> set[str]:
    """Return the acts for which there is nothing to do: no level to return to, no workaround that could fail."""
    idle = {"restore" if works_now(seat.order) else "relapse"}
    return idle if seat.order.came_from else idle | {"send_back"}


def _first(seat: Seat) -> str:
    """Return the act that comes next; an order verified already is to be assigned."""
    order = seat.order
    if "accept" in seat.acts:
        return "accept"
    usual = FIRST.get(order.state, ())
    if order.state == "new" and order.verified_at:
        usual = ("assign",)
    return next((a for a in usual if a in seat.acts), "")


def _button(seat: Seat, act: str, first: str) -> Button:
    return Button(act, label(seat, act), KEYS[act], act in DIRECT, act == first)


def label(seat: Seat, act: str) -> str:
    """Return the words on the act's button; a return says to which level."""
    if act == "send_back" and seat.order.came_from:
        return words.send_back_to(seat.order.came_from[-1])
    return words.act(act)
