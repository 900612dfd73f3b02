"""Keep a file as its uploader's draft until a message takes it; forget drafts that no message took."""

import os
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum

from amberdesk.orders.files import (
    HEAD,
    MOST_BYTES,
    MOST_FILES,
    clean_name,
    is_showable,
    media_type,
    stored_as,
)
from amberdesk.orders.models import Attachment
from amberdesk.orders.states import Refused

KEPT = timedelta(hours=48)  # a draft, until it is forgotten
MOST_WAITING = 500 * 1024 * 1024  # bytes of drafts of one owner
ROUND = 500  # drafts at most in one round


def upload(file: File, *, name: str, draft_of: str, owner: str = "", at: datetime) -> Attachment:
    """Write the file to the store and return it as a draft; when this has returned, the disk has it.

    draft_of: the uploader, "person:<id>" or "form:<token id>"; owner: the beginning that the uploader's other
    drafts share, whose bytes together are bounded.
    Raises Refused("file_empty" | "file_too_large" | "files_too_many" | "drafts_too_large"), OSError.
    """
    name = clean_name(name)
    _fits(file, name, draft_of, owner or draft_of)
    head = file.read(HEAD)
    found = media_type(head)
    file.seek(0)
    image = is_showable(file, found)
    file.seek(0)
    # The row comes first, as nobody's, so that a file which a crash leaves behind is swept with it.
    row = Attachment.objects.create(
        name=name, media_type=found, image=image, size=file.size, sha256=_digest(file), at=at, draft_of=""
    )
    file.seek(0)
    default_storage.save(stored_as(row.key), file)
    _settle(stored_as(row.key))
    row.draft_of = draft_of
    row.save(update_fields=["draft_of"])
    return row


def _fits(file: File, name: str, draft_of: str, owner: str) -> None:
    if not file.size:
        raise Refused("file_empty", name=name)
    if file.size > MOST_BYTES:
        raise Refused("file_too_large", name=name, most=MOST_BYTES // 1024 // 1024)
    drafts = Attachment.objects.filter(order=None, message=None)
    if drafts.filter(draft_of=draft_of).count() >= MOST_FILES:
        raise Refused("files_too_many", most=MOST_FILES)
    waiting = drafts.filter(draft_of__startswith=owner).aggregate(bytes=Sum("size"))["bytes"] or 0
    if waiting + file.size > MOST_WAITING:
        raise Refused("drafts_too_large", name=name)


def _digest(file: File) -> bytes:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.digest()


def _settle(stored: str) -> None:
    """Make the disk keep the file and its name. Stores without paths (S3) keep what they have taken."""
    try:
        path = Path(default_storage.path(stored))
    except NotImplementedError:
        return
    for place in (path, path.parent, path.parent.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def forget_drafts(draft_of: str) -> int:
    """Forget the drafts of an uploader that no message has taken; return how many."""
    left = Attachment.objects.filter(order=None, message=None, draft_of=draft_of)
    return sum(_forget(draft) for draft in left)


def sweep_drafts(now: datetime) -> int:
    """Forget drafts that no message took within two days; return how many. Safe in parallel."""
    count = 0
    while count < ROUND and _sweep_one(now):
        count += 1
    return count


@transaction.atomic
def _sweep_one(now: datetime) -> bool:
    old = Attachment.objects.filter(order=None, message=None, at__lt=now - KEPT).order_by("at")
    draft = old.select_for_update(skip_locked=True).first()
    return draft is not None and _forget(draft)


def _forget(draft: Attachment) -> bool:
    """Remove the file, then the row: broken off between the two, the next round does it again."""
    default_storage.delete(stored_as(draft.key))
    draft.delete()
    return True
