"""Files that come with a form: each becomes a draft at once, so that a fault elsewhere in the form loses none."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from amberdesk.orders.actions import upload
from amberdesk.orders.models import Attachment
from amberdesk.orders.public import drafts
from amberdesk.orders.states import Refused
from amberdesk.orders.words import refusal
from amberdesk.web.portal import words

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """Drafts of this form, sentences about files that were refused, and whether the store failed us."""

    files: list[Attachment]
    faults: list[str]
    lost: bool = False

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(file.pk for file in self.files)


def keep(sent: Iterable[UploadedFile], kept: Iterable[str], *, token: str, at: datetime) -> Kept:
    """Return the files of earlier tries and the new ones, all drafts of this form's token."""
    wanted = list(kept)
    files = drafts(draft_of(token), wanted) if wanted else []
    faults = [words.fault("file_gone")] if len(files) < len(set(wanted)) else []
    lost = False
    for file in sent:
        try:
            owner = draft_of(token.partition(".")[0] + ".")
            files.append(upload(file, name=file.name or "", draft_of=draft_of(token), owner=owner, at=at))
        except Refused as refused:
            faults.append(refusal(refused))
        except OSError:
            log.exception("the file store takes nothing")
            lost = True
    return Kept(files, faults, lost)


def draft_of(token: str) -> str:
    """Return whose drafts a form's files are."""
    return f"form:{token}"
