"""Everything that can have happened to mailboxes, letters, and mail that people decide about. Pure. Ids and codes only."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSentAgain(Happened):
    """Somebody has a letter that did not arrive sent once more."""

    kind: ClassVar[str] = "letter.sent_again"
    about: ClassVar[str] = "letter"
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHeld(Happened):
    """A mail waits for people. `answer`: its sender is to be told that it was too big, or where the form is."""

    kind: ClassVar[str] = "mail.held"
    about: ClassVar[str] = "raw_mail"
    network: int
    reason: str
    order: int | None = None
    answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAttached(Happened):
    """Somebody put a held mail on an order."""

    kind: ClassVar[str] = "mail.attached"
    about: ClassVar[str] = "raw_mail"
    network: int
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPlaced(Happened):
    """Somebody made an order out of a held mail."""

    kind: ClassVar[str] = "mail.placed"
    about: ClassVar[str] = "raw_mail"
    network: int
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDropped(Happened):
    kind: ClassVar[str] = "mail.dropped"
    about: ClassVar[str] = "raw_mail"
    network: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRestored(Happened):
    """A mail that somebody dropped waits again."""

    kind: ClassVar[str] = "mail.restored"
    about: ClassVar[str] = "raw_mail"
    network: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReadAgain(Happened):
    """An administrator had a mail read once more, by the rules of now."""

    kind: ClassVar[str] = "mail.read_again"
    about: ClassVar[str] = "raw_mail"
    network: int
    became: str
