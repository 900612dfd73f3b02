"""Everything that can have happened to mailboxes and letters. Pure. Ids and names of fields only: no address, no secret."""

from dataclasses import dataclass
from typing import ClassVar

from amberdesk.outbox.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxEvent(Happened):
    """Something was done to a mailbox."""

    about: ClassVar[str] = "mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxAdded(MailboxEvent):
    kind: ClassVar[str] = "mailbox.added"
    network: int
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxChanged(MailboxEvent):
    kind: ClassVar[str] = "mailbox.changed"
    fields: tuple[str, ...]
    policy: str = ""  # the new one, where it has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFailed(Happened):
    """A letter to the customer's side did not arrive; `nobody`: because nobody has the address."""

    kind: ClassVar[str] = "letter.failed"
    about: ClassVar[str] = "letter"
    order: int
    nobody: bool = False
