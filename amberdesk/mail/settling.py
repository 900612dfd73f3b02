"""What people can decide about held mail. Pure."""

from enum import StrEnum


class Dropped(StrEnum):
    """Why a mail becomes nothing."""

    SPAM = "spam"
    DOUBLE = "double"  # the matter is known already
    NOT_OURS = "not_ours"  # it is not for the desk
    MACHINE = "machine"  # written by a program
    HANDLED = "handled"  # settled by phone or otherwise
