"""Keep the files of a mail as drafts, until a message takes them."""

from datetime import datetime

from django.core.files.base import ContentFile

from amberdesk.mail.parsed import Parsed
from amberdesk.orders.actions.upload import upload
from amberdesk.orders.files import MOST_BYTES, MOST_FILES
from amberdesk.orders.states import Refused

ORIGINAL = "mail.eml"


def keep_files(mail: Parsed, raw: bytes, *, draft_of: str, at: datetime) -> tuple[int, ...]:
    """Return the ids of the drafts. What is too much for one message comes with the whole mail as a file of its own."""
    wanted = mail.attachments if len(mail.attachments) <= MOST_FILES else mail.attachments[: MOST_FILES - 1]
    kept: list[int] = []
    left_out = len(wanted) < len(mail.attachments) or bool(mail.troubles)
    for file in wanted:
        content = file.read()
        if not content:
            continue
        try:
            kept.append(
                upload(ContentFile(content), name=file.name, draft_of=draft_of, owner="mail:", at=at).pk
            )
        except Refused:
            left_out = True
    if left_out and len(raw) <= MOST_BYTES and len(kept) < MOST_FILES:
        kept.append(upload(ContentFile(raw), name=ORIGINAL, draft_of=draft_of, owner="mail:", at=at).pk)
    return tuple(kept)
