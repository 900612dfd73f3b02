"""Keep the files of a mail as drafts, until a message takes them."""

from datetime import datetime

from django.core.files.base import ContentFile

from amberdesk.mail.parsed import Parsed
from amberdesk.orders.actions.upload import upload
from amberdesk.orders.files import MOST_BYTES, MOST_FILES

ORIGINAL = "mail.eml"


class TooMuch(Exception):
    """Not all of a mail can be kept on an order."""


def keep_files(
    mail: Parsed, raw: bytes, *, all_of_it: bool = False, draft_of: str, at: datetime
) -> tuple[int, ...]:
    """Return the ids of the drafts. What is too many for one message comes with the whole mail as a file of its own.

    Each mail has its own share of the store: how much others send is nothing to it.
    all_of_it: raises TooMuch when something would be left out all the same; else people have decided that it may.
    Raises Refused while the store takes no more: try again.
    """
    over = len(mail.attachments) > MOST_FILES or bool(mail.troubles)
    whole = over and len(raw) <= MOST_BYTES
    if all_of_it and over and not whole:
        raise TooMuch
    kept: list[int] = []
    for file in mail.attachments[: MOST_FILES - whole]:
        content = file.read()
        if all_of_it and len(content) > MOST_BYTES:
            raise TooMuch
        if 0 < len(content) <= MOST_BYTES:
            kept.append(_draft(content, file.name, draft_of, at))
    if whole:
        kept.append(_draft(raw, ORIGINAL, draft_of, at))
    return tuple(kept)


def _draft(content: bytes, name: str, draft_of: str, at: datetime) -> int:
    return upload(ContentFile(content), name=name, draft_of=draft_of, owner=draft_of, at=at).pk
