"""What every way in must bring. The channel translates; place_order decides."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from amberdesk.customers.codes import Channel, Degree, Kind
from amberdesk.customers.models import Category, Contact, Device, Network, Site

__all__ = ["Channel", "Intake", "Pieces"]

Pieces = tuple[tuple[str, str], ...]  # ("new" | "quoted" | "signature", text), in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One report. `reference` is the way in's own key and makes placing idempotent.

    reference: `form:<token>` | `api:<token owner>:<key>` | `mail:<mailbox>:<id>` | `phone:<call>:<n>` | `desk:<token>`
    reported_at: when the customer told us, not when we noticed
    attachments: ids of draft attachments, uploaded before
    draft_of: whose drafts they are (Attachment.draft_of)
    """

    channel: Channel
    reference: str
    reported_at: datetime
    network: Network
    subject: str
    text: str
    site: Site | None = None
    device: Device | None = None
    contact: Contact | None = None
    category: Category | None = None
    kind: Kind | None = None  # None: the category's
    impact: Degree = Degree.MEDIUM
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""
    language: str = "pl"
    attachments: tuple[int, ...] = ()
    draft_of: str = ""
    pieces: Pieces = ()  # of a mail that has more in it than its words, else none
    quiet: bool = False  # the reporter is sent nothing by itself
    tried: tuple[str, ...] = field(default=())  # first-aid steps that the reporter says did not help

    @property
    def fingerprint(self) -> bytes:
        """A hash of what was brought; the same reference with another fingerprint is a conflict."""
        ids = (self.network.pk, *(getattr(x, "pk", None) for x in (self.site, self.device, self.category)))
        words = (self.subject, self.text, self.reporter_name, self.reporter_phone, self.reporter_email)
        return sha256(repr((ids, words, self.impact.value, self.kind)).encode()).digest()[:16]
