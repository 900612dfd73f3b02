"""Everything that can have happened to a person. Pure.

Each kind is a frozen dataclass with the version of its data. Ids, codes and names of fields only, never personal text.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from amberdesk.outbox.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Happened):
    """Something happened to a person."""

    about: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(PersonEvent):
    kind: ClassVar[str] = "person.added"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(PersonEvent):
    kind: ClassVar[str] = "person.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSet(PersonEvent):
    kind: ClassVar[str] = "person.role_set"
    role: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deactivated(PersonEvent):
    """The person may no longer enter; sessions, links and keys ended with it."""

    kind: ClassVar[str] = "person.deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactivated(PersonEvent):
    kind: ClassVar[str] = "person.reactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited(PersonEvent):
    kind: ClassVar[str] = "person.invited"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(PersonEvent):
    """The person opened the one-time link and chose a password."""

    kind: ClassVar[str] = "person.joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(PersonEvent):
    kind: ClassVar[str] = "person.password_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(PersonEvent):
    kind: ClassVar[str] = "person.signed_in"
    how: tuple[str, ...]  # password, totp, recovery_codes, webauthn, openid_connect


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsChanged(PersonEvent):
    """A second factor was added, removed or renewed by the person."""

    kind: ClassVar[str] = "person.factors_changed"
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsCleared(PersonEvent):
    """The office took every second factor away, for a person who has lost them."""

    kind: ClassVar[str] = "person.factors_cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(PersonEvent):
    kind: ClassVar[str] = "person.sessions_ended"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAdded(PersonEvent):
    kind: ClassVar[str] = "person.token_added"
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(PersonEvent):
    kind: ClassVar[str] = "person.token_revoked"
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRefused(PersonEvent):
    """Somebody tried to change a person without the right to."""

    kind: ClassVar[str] = "person.right_refused"
    act: str
