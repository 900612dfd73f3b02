"""The roles a person can have, and how a person may have pages look. Pure."""

from enum import StrEnum


class Role(StrEnum):
    TECHNICIAN = "technician"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"  # a coordinator's deputy, with the same rights
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    REPRESENTATIVE = "representative"  # of a customer


STAFF = frozenset({Role.TECHNICIAN, Role.COORDINATOR, Role.DEPUTY, Role.MANAGER, Role.ADMINISTRATOR})
COORDINATING = frozenset({Role.COORDINATOR, Role.DEPUTY})
LANGUAGES = ("pl", "en")  # of the desk; the portal has more


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
