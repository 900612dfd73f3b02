"""Everything that can have happened to a person. Pure.

Each kind is a frozen dataclass with the version of its data. Ids, codes and names of fields only, never personal text.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The common shape: `kind` is the name in the journal, `id` the person."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    id: int

    @property
    def subject(self) -> str:
        return f"person:{self.id}"

    def data(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in asdict(self).items()
            if name != "id" and value not in (None, "", ())
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Happened):
    kind: ClassVar[str] = "person.added"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Happened):
    kind: ClassVar[str] = "person.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSet(Happened):
    kind: ClassVar[str] = "person.role_set"
    role: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deactivated(Happened):
    """The person may no longer enter; sessions, links and keys ended with it."""

    kind: ClassVar[str] = "person.deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactivated(Happened):
    kind: ClassVar[str] = "person.reactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited(Happened):
    kind: ClassVar[str] = "person.invited"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Happened):
    """The person opened the one-time link and chose a password."""

    kind: ClassVar[str] = "person.joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Happened):
    kind: ClassVar[str] = "person.password_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Happened):
    kind: ClassVar[str] = "person.signed_in"
    how: tuple[str, ...]  # password, totp, recovery_codes, webauthn, openid_connect


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsChanged(Happened):
    """A second factor was added, removed or renewed by the person."""

    kind: ClassVar[str] = "person.factors_changed"
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsCleared(Happened):
    """The office took every second factor away, for a person who has lost them."""

    kind: ClassVar[str] = "person.factors_cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Happened):
    kind: ClassVar[str] = "person.sessions_ended"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAdded(Happened):
    kind: ClassVar[str] = "person.token_added"
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Happened):
    kind: ClassVar[str] = "person.token_revoked"
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRefused(Happened):
    """Somebody tried to change a person without the right to."""

    kind: ClassVar[str] = "person.right_refused"
    act: str


ALL: tuple[type[Happened], ...] = (
    Added,
    Changed,
    RoleSet,
    Deactivated,
    Reactivated,
    Invited,
    Joined,
    PasswordSet,
    SignedIn,
    FactorsChanged,
    FactorsCleared,
    SessionsEnded,
    TokenAdded,
    TokenRevoked,
    RightRefused,
)
KINDS = tuple(event.kind for event in ALL)
