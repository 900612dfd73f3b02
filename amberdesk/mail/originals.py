"""A mail as its sender wrote it, for our own people: read from its bytes each time, so a better reader shows it better."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from urllib.parse import unquote

from django.db.models import Q, QuerySet

from amberdesk.mail.models import JOINED, PLACED, RawMail
from amberdesk.mail.parse import parse
from amberdesk.mail.parsed import Parsed
from amberdesk.orders.models import Attachment, Message, Order

MOST_FILED = 10
_IMAGE = re.compile(
    r"<img\b[^<>]*>", re.IGNORECASE
)  # of any length: it ends before the next sign of its kind
_WORDS = re.compile(r'\balt="([^"<>]{0,1000})"', re.IGNORECASE)
_PICTURE = re.compile(r'src="cid:([^"<>]{1,1000})"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Original:
    """The kept mail, what it says, and the files of it that are on the order, by content id."""

    row: RawMail
    mail: Parsed
    pictures: dict[str, Attachment]

    @property
    def answers_go_elsewhere(self) -> tuple[str, ...]:
        """Where its sender wants answers that is not where it is from."""
        return tuple(a.email for a in self.mail.reply_to if a.email != self.mail.sender_email)


def mails_of(messages: Iterable[Message]) -> dict[int, RawMail]:
    """Return the kept mails that messages came from, by message, without their bytes."""
    came = [message for message in messages if message.channel == "mail" and message.inbound]
    if not came:
        return {}
    reports = {message.order_id: message.pk for message in came if message.purpose == "report"}
    found = _kept().filter(Q(said__in=[m.pk for m in came]) | Q(order__in=reports, state=PLACED))
    return {row.said_id or reports[row.order_id or 0]: row for row in found.order_by("pk")}


def filed_on(order: Order) -> list[RawMail]:
    """Return the newest mails of programs that name an order: kept with it, changing nothing."""
    filed = _kept().filter(order=order, state=JOINED, said=None).exclude(reason="")
    return list(filed.order_by("-received_at", "-pk")[:MOST_FILED])


def original_of(message: Message) -> Original | None:
    """Return the mail that a message came from; None when it came otherwise, or its time is over."""
    row = mails_of([message]).get(message.pk)
    if row is None:
        return None
    mail = parse(bytes(RawMail.objects.values_list("raw", flat=True).get(pk=row.pk)))
    return Original(row, mail, _pictures(mail, message))


def with_pictures(html: str, address: Callable[[str], str | None]) -> str:
    """Return a harmless hypertext whose pictures come from where `address` says by content id.

    In the place of any other picture stand the words that its sender gave it.
    """

    def place(found: re.Match[str]) -> str:
        named, words = _PICTURE.search(found[0]), _WORDS.search(found[0])
        where = address(unquote(unescape(named[1]))) if named else None
        said = words[1] if words else ""
        return f'<img src="{where}" alt="{said}">' if where else said

    return _IMAGE.sub(place, html)


def _kept() -> QuerySet[RawMail]:
    return RawMail.objects.filter(erased_at=None).select_related("mailbox").defer("raw")


def _pictures(mail: Parsed, message: Message) -> dict[str, Attachment]:
    """Return the message's own pictures by the ids under which the hypertext names them: the same bytes."""
    wanted = {unquote(unescape(found)) for found in _PICTURE.findall(mail.html)}
    shown = message.attachments.filter(image=True, erased_at=None) if wanted else ()
    kept = {bytes(file.sha256): file for file in shown}
    named = [file for file in mail.attachments if file.content_id in wanted] if kept else []
    digests = {file.content_id: sha256(file.read()).digest() for file in named}
    return {name: kept[digest] for name, digest in digests.items() if digest in kept}
