"""Write down what is said. Part of the acts that talk; never called by a screen."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from amberdesk.orders.intake import Pieces
from amberdesk.orders.models import Attachment, Mention, Message, Order
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.start.engine.rows import insert

UNDO = timedelta(seconds=10)  # a public message becomes public after it
LONGEST = 100_000  # characters


def say(
    order: Order,
    text: str,
    *,
    by: Actor,
    at: datetime,
    public: bool = False,
    channel: str = "desk",
    purpose: str = "",
    question: bool = False,
    facts: Mapping[str, str] | None = None,
    pieces: Pieces = (),
    attachments: Iterable[int] = (),
    draft_of: str = "",
    mentions: Iterable[int] = (),
) -> Message:
    """Add a message or note with its files. Raises Refused for an empty or endless text, or files that are not his."""
    text = clean(text)
    attachments = list(attachments)
    if not text and not attachments and not facts:
        raise Refused("text_missing")
    inbound = by.kind in ("contact", "link")
    message = Message(
        order=order,
        public=public,
        inbound=inbound,
        channel=channel,
        purpose=purpose,
        author_id=by.id if by.kind == "person" else None,
        participant_id=by.id if by.kind == "contact" else None,
        text=text,
        pieces=cleaned(pieces),
        question=question,
        facts=dict(facts or {}),
        at=at,
        visible_at=at + UNDO if public and by.kind == "person" else at,
    )
    insert(message)
    take_drafts(message, attachments, draft_of)
    Mention.objects.bulk_create(Mention(message=message, person_id=pk) for pk in set(mentions))
    return message


def clean(text: str) -> str:
    """Return the text without what PostgreSQL cannot hold. Raises Refused("text_too_long")."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Refused("text_too_long", most=LONGEST, length=len(text))
    return text.encode("utf-8", "replace").decode("utf-8")


def cleaned(pieces: Pieces) -> list[list[str]] | None:
    """Return the pieces of a mail without what PostgreSQL cannot hold; None when there are none."""
    return [[kind, _storable(text)] for kind, text in pieces] or None


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def take_drafts(message: Message, attachments: Iterable[int], draft_of: str) -> int:
    """Give uploaded drafts to the message. Raises Refused("attachment_gone") unless all are this uploader's drafts."""
    wanted = set(attachments)
    if not wanted:
        return 0
    drafts = Attachment.objects.filter(pk__in=wanted, message=None, draft_of=draft_of).exclude(draft_of="")
    if drafts.update(order_id=message.order_id, message=message) != len(wanted):
        raise Refused("attachment_gone")
    return len(wanted)
