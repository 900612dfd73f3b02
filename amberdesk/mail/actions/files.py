"""Keep the files of a mail as drafts, until a message takes them."""

from datetime import datetime

from django.core.files.base import ContentFile

from amberdesk.mail.parsed import Parsed
from amberdesk.orders.actions.upload import upload
from amberdesk.orders.files import MOST_BYTES, MOST_FILES
from amberdesk.orders.states import Refused

ORIGINAL = "mail.eml"


def keep_files(mail: Parsed, raw: bytes, *, draft_of: str, at: datetime) -> tuple[int, ...]:
    """Return the ids of the drafts. What is too much for one message comes with the whole mail as a file of its own.

    Each mail has its own share of the store: how much others send is nothing to it.
    """
    wanted = mail.attachments if len(mail.attachments) <= MOST_FILES else mail.attachments[: MOST_FILES - 1]
    kept: list[int] = []
    left_out = len(wanted) < len(mail.attachments) or bool(mail.troubles)
    for file in wanted:
        content = file.read()
        if content and not _keep(content, file.name, draft_of, kept, at):
            left_out = True
    if left_out and len(raw) <= MOST_BYTES and len(kept) < MOST_FILES:
        _keep(raw, ORIGINAL, draft_of, kept, at)
    return tuple(kept)


def _keep(content: bytes, name: str, draft_of: str, kept: list[int], at: datetime) -> bool:
    try:
        kept.append(upload(ContentFile(content), name=name, draft_of=draft_of, owner=draft_of, at=at).pk)
    except Refused:
        return False
    return True
