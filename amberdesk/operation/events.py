"""What can have happened to the desk as a whole. Pure. Codes, counts and names of archives only."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

BACKUP, DESK = "desk:backup", "desk:life"  # journal subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent:
    """The common shape: `kind` is the name in the journal, `subject` whose journal."""

    kind: ClassVar[str]
    subject: ClassVar[str]
    version: ClassVar[int] = 1

    def data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade(DeskEvent):
    kind: ClassVar[str] = "backup.made"
    subject: ClassVar[str] = BACKUP
    archive: str
    bytes: int
    orders: int
    events: int
    files: int
    missing: int
    damaged: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFailed(DeskEvent):
    """`reason`: the code of operation/actions/backup.py."""

    kind: ClassVar[str] = "backup.failed"
    subject: ClassVar[str] = BACKUP
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(DeskEvent):
    kind: ClassVar[str] = "desk.restored"
    subject: ClassVar[str] = DESK
    archive: str
    made_at: str
    held_mails: int
    held_calls: int
    held_deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSent(DeskEvent):
    """What a restore had held was sent after all."""

    kind: ClassVar[str] = "desk.held_sent"
    subject: ClassVar[str] = DESK
    mails: int
    calls: int
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDropped(DeskEvent):
    """What a restore had held will never be sent."""

    kind: ClassVar[str] = "desk.held_dropped"
    subject: ClassVar[str] = DESK
    mails: int
    calls: int
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadRetried(DeskEvent):
    """Deliveries that were given up are tried again."""

    kind: ClassVar[str] = "desk.dead_retried"
    subject: ClassVar[str] = DESK
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded(DeskEvent):
    kind: ClassVar[str] = "desk.upgraded"
    subject: ClassVar[str] = DESK
    program: str
    before: str  # "" unknown
    migrations: int
    archive: str
