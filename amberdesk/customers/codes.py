"""The codes of agreements and categories. Pure."""

from enum import StrEnum


class Level(StrEnum):
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"


class Priority(StrEnum):
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Degree(StrEnum):
    """Impact of a problem (how much of the shop cannot work) and urgency of a category."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    FAILURE = "failure"
    SERVICE = "service"
    QUESTION = "question"


class Channel(StrEnum):
    """The ways in. "any" in an agreement's coverage means all of them."""

    FORM = "form"
    HOTLINE = "hotline"
    MAIL = "mail"
    API = "api"
    DESK = "desk"  # placed by our staff without a call


class WaitReason(StrEnum):
    CUSTOMER = "customer"
    PART = "part"
    SUPPLIER = "supplier"
    APPOINTMENT = "appointment"


class Target(StrEnum):
    """What an agreement sets a time for; in the order in which they are shown."""

    RESPONSE = "response"
    RESTORE = "restore"  # the shop can work again, by a workaround or a replacement
    SOLUTION = "solution"
    UPDATE = "update"  # the customer is told something at least so often
    LEVEL_1 = "level_L1"  # how long a level may hold an order
    LEVEL_2 = "level_L2"
    LEVEL_3 = "level_L3"


INNER = {Target.LEVEL_1: Level.L1, Target.LEVEL_2: Level.L2, Target.LEVEL_3: Level.L3}  # ours alone
PROMISED = tuple(target for target in Target if target not in INNER)  # what the customer knows of
ONCE = tuple(target for target in PROMISED if target != Target.UPDATE)  # kept or missed once an order


class ResponseMeaning(StrEnum):
    CONTACT = "contact"  # the first human public contact
    ARRIVAL = "arrival"


class Basis(StrEnum):
    """Which time a target counts."""

    COVERAGE = "coverage"  # the agreement's hours
    SITE = "site"  # the site's opening hours
    ALWAYS = "always"


class EscalateTo(StrEnum):
    """Who is told when a target runs out or has run out, besides whoever works on the order."""

    LEAD = "lead"  # the network's lead
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    MANAGER = "manager"


class Proof(StrEnum):
    """How an e-mail address was proven."""

    LINK = "link"  # a link sent to it was opened
    DMARC = "dmarc"  # mail that passes DMARC came from it
    STAFF = "staff"  # we entered it


# impact -> urgency -> priority; an agreement may bring its own
MATRIX: dict[str, dict[str, str]] = {
    "high": {"high": "P1", "medium": "P2", "low": "P3"},
    "medium": {"high": "P2", "medium": "P3", "low": "P3"},
    "low": {"high": "P3", "medium": "P3", "low": "P4"},
}
