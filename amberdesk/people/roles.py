"""The roles a person can have. Pure."""

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
