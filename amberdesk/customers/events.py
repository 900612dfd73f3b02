"""Everything that can have happened to those we work for and to what we promised them. Pure.

Each kind is a frozen dataclass with the version of its data. Ids, codes and names of fields only, never personal text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from amberdesk.outbox.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChanged(Happened):
    kind: ClassVar[str] = "company.changed"
    about: ClassVar[str] = "company"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSet(Happened):
    kind: ClassVar[str] = "company.retention_set"
    about: ClassVar[str] = "company"
    days: Mapping[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkAdded(Happened):
    kind: ClassVar[str] = "network.added"
    about: ClassVar[str] = "network"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChanged(Happened):
    kind: ClassVar[str] = "network.changed"
    about: ClassVar[str] = "network"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionChanged(Happened):
    """A person began or ceased to answer for the network."""

    kind: ClassVar[str] = "network.supervision_changed"
    about: ClassVar[str] = "network"
    person: int
    begins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeSet(Happened):
    kind: ClassVar[str] = "network.representative_set"
    about: ClassVar[str] = "network"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeRemoved(Happened):
    kind: ClassVar[str] = "network.representative_removed"
    about: ClassVar[str] = "network"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGroupChanged(Happened):
    """A group was added, renamed or given other sites."""

    kind: ClassVar[str] = "network.site_group_changed"
    about: ClassVar[str] = "network"
    group: int
    sites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAdded(Happened):
    kind: ClassVar[str] = "site.added"
    about: ClassVar[str] = "site"
    network: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChanged(Happened):
    kind: ClassVar[str] = "site.changed"
    about: ClassVar[str] = "site"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLeft(Happened):
    kind: ClassVar[str] = "site.left"
    about: ClassVar[str] = "site"
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLinkRevoked(Happened):
    kind: ClassVar[str] = "site.link_revoked"
    about: ClassVar[str] = "site"
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAidHelped(Happened):
    """The steps of a category helped somebody of the shop, who therefore reported nothing."""

    kind: ClassVar[str] = "site.first_aid_helped"
    about: ClassVar[str] = "site"
    category: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdded(Happened):
    kind: ClassVar[str] = "device.added"
    about: ClassVar[str] = "device"
    site: int
    device_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChanged(Happened):
    kind: ClassVar[str] = "device.changed"
    about: ClassVar[str] = "device"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdded(Happened):
    kind: ClassVar[str] = "contact.added"
    about: ClassVar[str] = "contact"
    network: int
    site: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged(Happened):
    kind: ClassVar[str] = "contact.changed"
    about: ClassVar[str] = "contact"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactForgotten(Happened):
    """Name, numbers and addresses were blanked: nobody can say any more who it was."""

    kind: ClassVar[str] = "contact.forgotten"
    about: ClassVar[str] = "contact"
    network: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressProven(Happened):
    kind: ClassVar[str] = "address.proven"
    about: ClassVar[str] = "address"
    network: int
    how: str  # codes.Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBounced(Happened):
    kind: ClassVar[str] = "address.bounced"
    about: ClassVar[str] = "address"
    network: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressHeard(Happened):
    """After mail had come back: somebody wrote from the address, or has asked that it be tried again."""

    kind: ClassVar[str] = "address.heard"
    about: ClassVar[str] = "address"
    network: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAdded(Happened):
    kind: ClassVar[str] = "calendar.added"
    about: ClassVar[str] = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWeekSet(Happened):
    kind: ClassVar[str] = "calendar.week_set"
    about: ClassVar[str] = "calendar"
    valid_from: date
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDaySet(Happened):
    """A date differs from the week, or no longer does (`removed`)."""

    kind: ClassVar[str] = "calendar.day_set"
    about: ClassVar[str] = "calendar"
    date: date
    removed: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDaysSet(Happened):
    """Several dates between two differ from the week: a time of special hours, a list that came as a file."""

    kind: ClassVar[str] = "calendar.days_set"
    about: ClassVar[str] = "calendar"
    first: date
    last: date
    days: int
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYearOpened(Happened):
    kind: ClassVar[str] = "calendar.year_opened"
    about: ClassVar[str] = "calendar"
    year: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAdded(Happened):
    kind: ClassVar[str] = "agreement.added"
    about: ClassVar[str] = "agreement"
    network: int
    agreement_version: int
    template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementVersionAdded(Happened):
    """What the contract says changes on a date; the version before ends there."""

    kind: ClassVar[str] = "agreement.version_added"
    about: ClassVar[str] = "agreement"
    agreement_version: int
    valid_from: date
    ended: int  # the version before
    until: date | None = None  # when that one would have ended


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementVersionWithdrawn(Happened):
    """A version that had not begun was taken back; the one before holds on."""

    kind: ClassVar[str] = "agreement.version_withdrawn"
    about: ClassVar[str] = "agreement"
    agreement_version: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEnded(Happened):
    kind: ClassVar[str] = "agreement.ended"
    about: ClassVar[str] = "agreement"
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRetentionSet(Happened):
    kind: ClassVar[str] = "agreement.retention_set"
    about: ClassVar[str] = "agreement"
    days: Mapping[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAdded(Happened):
    kind: ClassVar[str] = "category.added"
    about: ClassVar[str] = "category"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChanged(Happened):
    kind: ClassVar[str] = "category.changed"
    about: ClassVar[str] = "category"
    fields: tuple[str, ...]
