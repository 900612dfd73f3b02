"""The kinds of exchanges and what is set for each. Pure."""

import re
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

NAME = re.compile(r"[A-Za-z0-9_.@/-]{1,80}")  # of contexts, queues and users at an exchange
WEB = re.compile(r"https?://[A-Za-z0-9.\[\]:_-]+(/[!-~]*)?")
LONGEST = 400


class Kind(StrEnum):
    """How an exchange speaks with the desk."""

    API = "api"  # asks whom to ring and tells everything
    ASTERISK = "asterisk"  # over its manager interface
    CTI = "cti"  # the simple webhook of many exchanges: coarse
    REPORT = "report"  # tells nothing: the operator's report and the key "Rozmawiam": coarse


OWN = "desk"  # the code of our own: the key "Rozmawiam" where an operator tells nothing at all
BY_HAND = "r-"  # before the ids of calls that were told by that key
RINGING = frozenset({Kind.API, Kind.ASTERISK})  # those that ring whom the desk says
SECRET = frozenset({Kind.API, Kind.CTI})  # those that come to us and prove who they are


class Wrong(ValueError):
    """A setting cannot be so: the code, and the setting to blame."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code, self.name = code, name


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """push_url: where whom to ring is sent when somebody becomes free; empty: the exchange asks again."""

    push_url: str = ""

    def check(self) -> None:
        if self.push_url and not is_web(self.push_url):
            raise Wrong("exchange_url", "push_url")


@dataclass(frozen=True, slots=True)
class AsteriskSettings:
    """The manager interface of an Asterisk.

    password: closed (people.secrets)
    contexts: of the dial plan, in which callers of hotlines come in
    dial_context: in which our own calls begin; empty: nobody is called by a key
    queue_log: a file, or an address that gives it; empty: what happened while the line was gone stays unknown
    """

    host: str = ""
    port: int = 5038
    tls: bool = False
    user: str = ""
    password: str = ""
    contexts: tuple[str, ...] = ("from-carrier",)
    dial_context: str = ""
    queue_log: str = ""

    def check(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,255}", self.host):
            raise Wrong("exchange_host", "host")
        if not 1 <= self.port <= 65535:
            raise Wrong("exchange_port", "port")
        if not NAME.fullmatch(self.user):
            raise Wrong("exchange_user", "user")
        if not self.contexts or not all(NAME.fullmatch(name) for name in self.contexts):
            raise Wrong("exchange_context", "contexts")
        if self.dial_context and not NAME.fullmatch(self.dial_context):
            raise Wrong("exchange_context", "dial_context")
        if self.queue_log and not (is_web(self.queue_log) or is_queue_log(self.queue_log)):
            raise Wrong("exchange_queue_log", "queue_log")


@dataclass(frozen=True, slots=True)
class CtiSettings:
    """Nothing is set for the simple webhook: its address holds a token."""

    def check(self) -> None:
        """Nothing can be wrong."""


# What operators call their columns and results: a first guess for Orange, to be set right by the first real report.
COLUMNS = {
    "at": ("Data i godzina", "Data połączenia", "Data rozpoczęcia", "Data", "Date"),
    "time": ("Godzina", "Czas rozpoczęcia", "Time"),
    "caller": ("Numer dzwoniący", "Numer A", "Abonent A", "Dzwoniący", "From"),
    "number": ("Numer wybrany", "Numer B", "Numer wywoływany", "Infolinia", "To"),
    "agent": ("Konsultant", "Numer odbierający", "Agent"),
    "result": ("Status", "Wynik", "Stan połączenia", "Result"),
    "wait": ("Czas oczekiwania", "Oczekiwanie", "Wait"),
    "talk": ("Czas rozmowy", "Czas trwania", "Duration"),
    "id": ("Identyfikator", "Id połączenia", "ID"),
}
ANSWERED = ("odebrane", "odebrano", "zrealizowane", "answered")
MISSED = ("nieodebrane", "nieodebrano", "porzucone", "utracone", "zajęte", "missed", "abandoned")


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """How an operator writes its call report.

    columns: fact -> headers under which it may stand
    moment: strptime's format of the instant, date and time joined by one blank
    answered, missed: what stands in the result's column; neither: by the length of the talk
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(COLUMNS))
    moment: str = "%d.%m.%Y %H:%M:%S"
    zone: str = "Europe/Warsaw"
    encoding: str = "auto"
    answered: tuple[str, ...] = ANSWERED
    missed: tuple[str, ...] = MISSED

    def check(self) -> None:
        for needed in ("at", "caller", "number"):
            if not self.columns.get(needed):
                raise Wrong("report_column", f"column_{needed}")
        if not ("%d" in self.moment and "%m" in self.moment and "%H" in self.moment and "%M" in self.moment):
            raise Wrong("report_moment", "moment")
        try:
            time.strptime(time.strftime(self.moment, time.gmtime(0)), self.moment)
            ZoneInfo(self.zone)
        except (ValueError, OSError, LookupError) as error:
            raise Wrong("report_moment", "moment") from error
        if self.encoding not in ("auto", "utf-8", "cp1250", "iso-8859-2"):
            raise Wrong("report_encoding", "encoding")


Settings = ApiSettings | AsteriskSettings | CtiSettings | ReportSettings
SHAPES: Mapping[str, type[Settings]] = {
    Kind.API: ApiSettings,
    Kind.ASTERISK: AsteriskSettings,
    Kind.CTI: CtiSettings,
    Kind.REPORT: ReportSettings,
}


def read_settings(kind: str, kept: Mapping[str, Any]) -> Settings:
    """Return the settings of an exchange as they are kept; what is not kept is as usual."""
    shape = SHAPES[kind]
    names = {f.name for f in fields(shape)}
    return shape(**{name: _frozen(value) for name, value in kept.items() if name in names})


def kept_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings as JSON data. Inverse of `read_settings`."""
    return asdict(settings)


def asterisk_settings(kept: Mapping[str, Any]) -> AsteriskSettings:
    found = read_settings(Kind.ASTERISK, kept)
    assert isinstance(found, AsteriskSettings)
    return found


def report_settings(kept: Mapping[str, Any]) -> ReportSettings:
    found = read_settings(Kind.REPORT, kept)
    assert isinstance(found, ReportSettings)
    return found


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return value


def is_web(text: str) -> bool:
    """Tell whether it is an address of a web server, with no name or password in it."""
    return len(text) <= LONGEST and WEB.fullmatch(text) is not None


def is_queue_log(text: str) -> bool:
    """Tell whether it is the path of a queue_log: no other file of the machine is read."""
    path = PurePosixPath(text)
    return (
        path.is_absolute()
        and ".." not in path.parts
        and path.name.startswith("queue_log")
        and len(text) <= LONGEST
    )
