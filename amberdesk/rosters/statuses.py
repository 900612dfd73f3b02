"""What a technician can be doing, and which shifts there are. Pure."""

from enum import StrEnum


class Status(StrEnum):
    AVAILABLE = "available"
    RINGING = "ringing"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    AWAY = "away"
    OFF = "off"


OWN = frozenset(
    {Status.AVAILABLE, Status.BREAK, Status.AWAY, Status.OFF}
)  # chosen by hand; the rest come with calls
ABSENT = frozenset({Status.AWAY, Status.OFF})  # whoever has said nothing yet is absent too
KEYS: dict[str, Status] = {"d": Status.AVAILABLE, "p": Status.BREAK, "n": Status.AWAY, "k": Status.OFF}


class ShiftKind(StrEnum):
    WORK = "work"
    STANDBY = "standby"
