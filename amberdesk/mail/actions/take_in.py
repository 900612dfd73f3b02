"""Make of a mail what it is: an order, a message on one, something for the coordinator, or nothing. Twice is once.

The raw mail is kept and committed first. A crash at any later step leaves it to `read_waiting`.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import reduce
from operator import or_
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from amberdesk.customers.terms import NoAgreement
from amberdesk.mail.actions.files import keep_files
from amberdesk.mail.actions.keep import keep
from amberdesk.mail.actions.reachable import heard_from
from amberdesk.mail.actions.send import came_back
from amberdesk.mail.actions.settle import order_from, say_on
from amberdesk.mail.authentication import authentication
from amberdesk.mail.bounces import Bounce, bounce_of
from amberdesk.mail.mailboxes import policy_on
from amberdesk.mail.matching import Belonging, Facts, Place, belonging, named_order, numbers_in
from amberdesk.mail.message_ids import order_of
from amberdesk.mail.models import DROPPED, HELD, JOINED, KEPT, PLACED, Mailbox, RawMail
from amberdesk.mail.parse import parse
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.screening import Facts as World
from amberdesk.mail.screening import Fate, Reason, may_answer, screen
from amberdesk.mail.senders import answers_to, follower, is_of_network, mails_from
from amberdesk.orders.actions.upload import forget_drafts
from amberdesk.orders.models import Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused

log = logging.getLogger(__name__)
MOST_TRIES = 5
AGAIN = timedelta(minutes=1)
ROUND = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made out of a mail before anything is changed."""

    mail: Parsed
    fate: Fate
    place: Belonging
    order: Order | None
    verdict: str
    answer: bool  # the desk may write to the sender by itself
    bounce: Bounce | None


def take_in(mailbox: Mailbox, raw: bytes, *, received_at: datetime, at: datetime) -> RawMail:
    """Keep a mail and read it. When this has returned, the mail is safe; Errors: only those of the database."""
    row = keep(mailbox, raw, received_at=received_at)
    return read(row, raw, at=at) if row.state == KEPT else row


def read_waiting(now: datetime) -> int:
    """Read mails that were kept and, by a crash or a failure, not read; return how many."""
    due = (
        RawMail.objects.filter(state=KEPT, received_at__lte=now - AGAIN).defer("raw").order_by("received_at")
    )
    rows = due.filter(_is_due(now))[:ROUND]
    for row in rows:
        read(row, at=now)
    return len(rows)


def _is_due(now: datetime) -> Q:
    """Return the condition that a mail is not waiting for its next try: such ones keep no other back."""
    later = [Q(attempts=tries, read_at__lte=now - AGAIN * 2**tries) for tries in range(MOST_TRIES)]
    return reduce(or_, later, Q(read_at=None))


def read_again(row: RawMail, *, at: datetime) -> RawMail:
    """Read a held or dropped mail once more, by the rules of now; one that is settled or blanked stays as it is."""
    again = RawMail.objects.filter(pk=row.pk, state__in=[HELD, DROPPED], erased_at=None)
    if again.update(state=KEPT, reason="", error="", attempts=0, order=None):
        return read(row, at=at)
    row.refresh_from_db(fields=["state", "reason"])
    return row


def read(row: RawMail, raw: bytes | None = None, *, at: datetime) -> RawMail:
    """Read a kept mail, whose bytes are fetched unless they are at hand. One that fails every time is held in the end, and never stops the next."""
    draft_of = f"mail:{row.pk}:{token_hex(4)}"  # what an earlier try has left behind is another's
    try:
        found, files = _prepare(row, raw, draft_of, at)
        with transaction.atomic():
            row = (
                RawMail.objects.select_for_update()
                .defer("raw")
                .select_related("mailbox__network")
                .get(pk=row.pk)
            )
            if row.state == KEPT:
                _settle(row, found, files, draft_of, at)
    except Exception as error:  # whatever is wrong with this mail, the next one is read
        log.exception("mail %s cannot be read", row.pk)
        _failed(row, repr(error), at)
    if row.state not in (PLACED, JOINED):
        forget_drafts(draft_of)
    return row


def _prepare(row: RawMail, raw: bytes | None, draft_of: str, at: datetime) -> tuple[Reading, tuple[int, ...]]:
    if raw is None:
        raw = bytes(RawMail.objects.values_list("raw", flat=True).get(pk=row.pk))
    found = _make_out(row, parse(raw), at)
    if found.place.place not in (Place.NEW, Place.ORDER) or found.fate == Fate.FILE:
        return found, ()
    return found, keep_files(found.mail, raw, draft_of=draft_of, at=at)


def _make_out(row: RawMail, mail: Parsed, at: datetime) -> Reading:
    mailbox = row.mailbox
    world = World(
        own_addresses=_own_addresses(),
        is_our_message=lambda id: order_of(id) is not None,
        mails_from_sender=mails_from(mailbox, mail.sender_email, row.received_at, but=row),
        most_from_sender=mailbox.most_from_sender,
        answers_to_sender=answers_to(mail.sender_email, at) if mail.sender else 0,
    )
    screened, bounce = screen(mail, world), bounce_of(mail)
    named = named_order(mail, order_of)
    if named is None and bounce and screened.reason in (Reason.BOUNCE, Reason.DELAYED):
        named = order_of(bounce.message_id)
    order = _living(named)
    proof = authentication(mail, mailbox.trusted_servers)
    facts = Facts(
        network=mailbox.network_id,
        policy=policy_on(mailbox, row.received_at),
        token=named is not None,
        order=order.pk if order else None,
        order_network=order.network_id if order else None,
        sender_networks=_networks(order, mail.sender_email),
        numbered_order=_numbered(mailbox, mail.subject),
        verdict=proof.verdict,
    )
    place = belonging(screened, facts)
    return Reading(mail, screened.fate, place, order, str(proof.verdict), may_answer(mail, world), bounce)


def _own_addresses() -> set[str]:
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    return {ours, *Mailbox.objects.values_list("address", flat=True)}


def _living(order_id: int | None) -> Order | None:
    """Return the order, or the one that it has been merged into."""
    order = Order.objects.filter(pk=order_id).select_related("network").first() if order_id else None
    for _step in range(10):
        if order is None or order.merged_into is None:
            break
        order = order.merged_into
    return order


def _networks(order: Order | None, email: str) -> frozenset[int]:
    if order is None or not (follower(order, email) or is_of_network(order.network_id, email)):
        return frozenset()
    return frozenset({order.network_id})


def _numbered(mailbox: Mailbox, subject: str) -> int | None:
    numbers = numbers_in(subject)
    found = Order.objects.filter(number__in=numbers, network_id=mailbox.network_id) if numbers else None
    return found.values_list("pk", flat=True).first() if found is not None else None


def _settle(row: RawMail, found: Reading, files: tuple[int, ...], draft_of: str, at: datetime) -> None:
    place = found.place
    row.state, row.reason, row.order_id = HELD, place.reason, place.order
    match place.place:
        case Place.NOWHERE:
            row.state = DROPPED
        case Place.ORDER if found.fate == Fate.FILE:
            row.state = JOINED
            if found.bounce and found.bounce.final:
                came_back(found.bounce.message_id, found.bounce.status or "bounced", at=at)
        case Place.ORDER | Place.NEW:
            _act(row, found, files, draft_of, at)
    row.sender, row.subject = found.mail.sender_email[:320], found.mail.subject[:200]
    row.verdict, row.read_at, row.error = found.verdict, at, row.error[:500]
    row.save(update_fields=["state", "reason", "order", "sender", "subject", "verdict", "read_at", "error"])


def _act(row: RawMail, found: Reading, files: tuple[int, ...], draft_of: str, at: datetime) -> None:
    """Change an order, or place one; what the orders refuse is held with their reason."""
    try:
        with transaction.atomic():
            if found.place.place == Place.NEW:
                order = order_from(row, found.mail, files, draft_of, answer=found.answer, at=at)
                row.state, row.order_id = PLACED, order.pk
            elif found.order is not None:
                say_on(found.order, found.mail, files, draft_of, at=at)
                row.state = JOINED
            heard_from(row.mailbox.network, found.mail.sender_email, at=at)
    except (Refused, Forbidden) as refusal:
        row.state, row.reason, row.error = HELD, "refused", refusal.code
    except NoAgreement:
        row.state, row.reason, row.error = HELD, "refused", "no_agreement"


def _failed(row: RawMail, error: str, at: datetime) -> None:
    """Count the failure; the last one gives the mail to the coordinator."""
    waiting = RawMail.objects.filter(pk=row.pk, state=KEPT)
    waiting.update(attempts=F("attempts") + 1, read_at=at, error=error[:500])
    waiting.filter(attempts__gte=MOST_TRIES).update(state=HELD, reason="failed")
    row.refresh_from_db(fields=["state", "reason", "attempts", "error", "read_at"])
