"""A mail as a person would read it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from amberdesk.mail.quotes import Divided
from amberdesk.mail.reading.addresses import Address
from amberdesk.mail.reading.attached import Attached
from amberdesk.mail.reading.fields import Fields
from amberdesk.mail.reading.reports import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a raw mail says. Whatever could not be read is empty, and `troubles` says why.

    sender: the first address of From, else of Sender; None when there is none
    date: as the sender claims; never used for a promise
    message_id: with its angle brackets; empty when there is none
    references: the ids that it answers to, the newest last
    text: all of it; `divided` tells the new from the quoted
    html: made harmless; empty for a mail of text alone
    flags: `several_senders`, `signed`, `encrypted`, `invite`, `remote` (pictures elsewhere), `unread_rest`, `forward`
    troubles: `too_big`, `too_deep`, `too_many_parts`, `header_too_long`, `unreadable`
    """

    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    divided: Divided = field(default_factory=Divided)
    html: str = ""
    attachments: tuple[Attached, ...] = ()
    flags: frozenset[str] = frozenset()
    troubles: tuple[str, ...] = ()
    report: Report | None = None
    fields: Fields = field(default_factory=Fields)

    @property
    def sender_email(self) -> str:
        return self.sender.email if self.sender else ""
