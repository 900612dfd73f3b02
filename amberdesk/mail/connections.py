"""How the desk reaches a mailbox on its mail server: what may be entered, and what can go wrong. Pure."""

import re
from enum import StrEnum
from ipaddress import ip_address

MOST_HOST = 253
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:]+")
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")


class Security(StrEnum):
    """How the line is guarded; in the open only on this machine."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class SignIn(StrEnum):
    """How the desk proves that it may open the mailbox."""

    PASSWORD = "password"
    MICROSOFT = "microsoft"  # OAuth2 of Microsoft 365
    GOOGLE = "google"


class Trouble(StrEnum):
    """Why a mailbox cannot be fetched."""

    UNREACHABLE = "unreachable"
    TLS = "tls"  # its certificate is not valid
    SIGN_IN = "sign_in"  # user or password, or the consent, is not taken any more
    NO_KEY = "no_key"  # the desk can no longer open the password that it keeps
    FOLDER = "folder"  # a folder is not there and cannot be made
    TOKEN = "token"
    BROKEN = "broken"  # the line broke, or the server answers nonsense
    MAIL = "mail"  # the server does not give out one of the mails
    LEFT = "left"  # mails that were taken cannot be put away, and stay in the inbox


SLOWLY = frozenset({Trouble.SIGN_IN, Trouble.NO_KEY, Trouble.TLS, Trouble.FOLDER})  # only people mend these


class Away(Exception):
    """The mailbox cannot be fetched now."""

    def __init__(self, trouble: Trouble, told: str = "") -> None:
        super().__init__(told or trouble)
        self.trouble, self.told = trouble, told[:200]


class NotNow(Exception):
    """The server says no to one thing, and the line is good: other things may go well. The text is what it said."""


def fault_of_host(host: str) -> str:
    """Return why a name is not one of a host; "" when it is."""
    return "" if len(host) <= MOST_HOST and _HOST.fullmatch(host) and ".." not in host else "host_wrong"


def fault_of_security(security: str, host: str) -> str:
    """Return why the line may not be guarded so; "" when it may."""
    if security not in set(Security):
        return "security_unknown"
    return "plain_elsewhere" if security == Security.PLAIN and not is_here(host) else ""


def is_here(host: str) -> bool:
    """Tell whether a host is this machine, as far as its name says so."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def fault_of_tenant(tenant: str) -> str:
    """Return why a name is not one of a Microsoft tenant; "" when it is."""
    return "" if _TENANT.fullmatch(tenant) and ".." not in tenant else "tenant_wrong"
