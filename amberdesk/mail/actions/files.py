"""Keep the files of a mail as drafts, until a message takes them."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext as _

from amberdesk.mail.parsed import Parsed
from amberdesk.mail.reading.limits import MOST_FETCHED
from amberdesk.orders.actions.upload import upload
from amberdesk.orders.files import MOST_BYTES, MOST_FILES

ORIGINAL = "mail.eml"


class TooMuch(Exception):
    """Not all of a mail can be kept on an order."""


def keep_files(
    mail: Parsed,
    raw: bytes,
    *,
    all_of_it: bool = False,
    language: str = "pl",
    draft_of: str,
    at: datetime,
) -> tuple[int, ...]:
    """Return the ids of the drafts. What is too many for one message comes with the whole mail as a file of its own.

    Each mail has its own share of the store: how much others send is nothing to it.
    all_of_it: raises TooMuch when something would be left out all the same; else people have decided that it may, and
    a file in their `language` names what is left out.
    Raises Refused while the store takes no more: try again.
    """
    cut = len(raw) == MOST_FETCHED  # there is more of it on its server: what comes last is a piece
    over = len(mail.attachments) > MOST_FILES or bool(mail.troubles) or cut
    whole = over and len(raw) <= MOST_BYTES
    if all_of_it and over and not whole:
        raise TooMuch
    room = min(MOST_FILES - over, len(mail.attachments) - cut)
    kept: list[int] = []
    left = [file.name for file in mail.attachments[room:]]
    for file in mail.attachments[:room]:
        content = file.read()
        if len(content) > MOST_BYTES:
            if all_of_it:
                raise TooMuch
            left.append(file.name)
        elif content:
            kept.append(_draft(content, file.name, draft_of, at))
    if whole:
        kept.append(_draft(raw, ORIGINAL, draft_of, at))
    elif over or left:
        kept.append(_draft(*_left_out(left, language), draft_of, at))
    return tuple(kept)


def _left_out(names: Sequence[str], language: str) -> tuple[bytes, str]:
    """Return a text that names the files of a mail that are not with it, and what it is called."""
    with translation.override(language):
        head = _("Tych plików z listu tu nie ma: są za duże albo jest ich za dużo.")
        return "\r\n".join([head, "", *(names or ["?"]), ""]).encode(), _("brakujące pliki.txt")


def _draft(content: bytes, name: str, draft_of: str, at: datetime) -> int:
    return upload(ContentFile(content), name=name, draft_of=draft_of, owner=draft_of, at=at).pk
