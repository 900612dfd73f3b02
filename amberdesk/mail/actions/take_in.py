"""Make of a mail what it is: an order, a message on one, something for the coordinator, or nothing. Twice is once.

The raw mail is kept and committed first, and with it that it is being read. A crash at any later step leaves it to
`read_waiting`, which looks again after a while, longer each time: a mail that ends the program ends it five times at most.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import reduce
from operator import or_
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from amberdesk.customers.actions.addresses import prove_address
from amberdesk.customers.codes import Proof
from amberdesk.customers.models import Network
from amberdesk.customers.queries import is_proven
from amberdesk.customers.refusals import Refused as NoAddress
from amberdesk.customers.terms import NoAgreement
from amberdesk.mail.actions.files import TooMuch, keep_files
from amberdesk.mail.actions.held import tell_held
from amberdesk.mail.actions.keep import keep
from amberdesk.mail.actions.reachable import note_reached
from amberdesk.mail.actions.send import came_back
from amberdesk.mail.actions.settle import order_from, say_on
from amberdesk.mail.authentication import Authentication, Verdict, authentication, vouches
from amberdesk.mail.bounces import Bounce, bounce_of
from amberdesk.mail.machines import is_automatic, is_by_machine, takes_no_answer
from amberdesk.mail.mailboxes import policy_on
from amberdesk.mail.matching import Belonging, Facts, Place, Why, belonging, named_order, numbers_in
from amberdesk.mail.message_ids import order_of
from amberdesk.mail.models import DROPPED, HELD, JOINED, KEPT, PLACED, Mailbox, RawMail
from amberdesk.mail.parse import parse
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.screening import Facts as World
from amberdesk.mail.screening import Fate, Reason, may_answer, screen
from amberdesk.mail.senders import about_sender, follower, is_of_network, order_by_id
from amberdesk.orders.actions.upload import forget_drafts
from amberdesk.orders.models import Order, Participant
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.start.engine.prepared import prepared
from amberdesk.start.engine.rows import Columns, update

log = logging.getLogger(__name__)
MOST_TRIES = 5
AGAIN = timedelta(minutes=1)  # after the first try; twice as long after each other one
ROUND = 200
_RESULT = (
    *("state", "reason", "order_id", "said_id", "sender", "subject", "verdict", "spf", "dkim", "dmarc"),
    *("read_at", "error"),
)
_MAILBOX, _NETWORK = Columns(Mailbox, "b"), Columns(Network, "n")
_LOCK = f"""
    SELECT {_MAILBOX.sql}, {_NETWORK.sql} FROM mail_rawmail r JOIN mail_mailbox b ON b.id = r.mailbox_id
      JOIN customers_network n ON n.id = b.network_id WHERE r.id = %s AND r.state = '{KEPT}' FOR UPDATE OF r"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made out of a mail before anything is changed."""

    mail: Parsed
    fate: Fate
    place: Belonging
    order: Order | None
    speaker: Participant | None  # who follows the order under the sender's address
    proof: Authentication
    answer: bool  # the desk may write to the sender by itself
    bounce: Bounce | None
    was_lost: bool  # mail to the sender came back, until now


def take_in(mailbox: Mailbox, raw: bytes, *, received_at: datetime, at: datetime) -> RawMail:
    """Keep a mail and read it. When this has returned, the mail is safe; Errors: only those of the database.

    A mail that was kept before and is not read yet is left to `read_waiting`.
    """
    row, fresh = keep(mailbox, raw, received_at=received_at, at=at)
    return read(row, raw, at=at) if fresh else row


def read_waiting(now: datetime) -> int:
    """Read mails that were kept and, by a crash or a failure, not read; return how many. What failed least goes first."""
    due = reduce(or_, (Q(attempts=n, read_at__lte=now - _pause(n)) for n in range(1, MOST_TRIES + 1)))
    rows = RawMail.objects.filter(due | Q(read_at=None), state=KEPT).defer("raw")
    rows = rows.select_related("mailbox__network").order_by("attempts", "received_at")
    return sum(_begin(row, now) and bool(read(row, at=now)) for row in rows[:ROUND])


def _pause(attempts: int) -> timedelta:
    return AGAIN * 2 ** (attempts - 1)


def _begin(row: RawMail, at: datetime) -> bool:
    """Count a try, committed before anything is read; False when another has begun one, or there were enough."""
    same = RawMail.objects.filter(pk=row.pk, state=KEPT, attempts=row.attempts)
    if row.attempts >= MOST_TRIES:
        _give_up(same, row, at)
        return False
    row.attempts, row.read_at = row.attempts + 1, at
    return bool(same.update(attempts=row.attempts, read_at=at))


def read_again(row: RawMail, *, at: datetime) -> RawMail:
    """Read a held or dropped mail once more, by the rules of now; one that is settled or blanked stays as it is.

    So does one under the Message-ID of another: no rule says which of the two is meant.
    """
    again = RawMail.objects.filter(pk=row.pk, state__in=[HELD, DROPPED], erased_at=None)
    again = again.exclude(reason=Why.CONFLICT)
    fresh = {"settled_by": None, "settled_at": None, "dropped_as": ""}
    if again.update(state=KEPT, reason="", error="", attempts=1, read_at=at, order=None, **fresh):
        row.refresh_from_db(fields=["state", "reason", "error", "attempts", "read_at", "order", "mailbox"])
        return read(row, at=at)
    row.refresh_from_db(fields=["state", "reason"])
    return row


def read(row: RawMail, raw: bytes | None = None, *, at: datetime) -> RawMail:
    """Read a kept mail whose try has been counted; its bytes are fetched unless they are at hand.

    One that fails every time is held in the end, and never stops the next.
    """
    draft_of = f"mail:{row.pk}:{token_hex(4)}"  # what an earlier try has left behind is another's
    try:
        found, files = _prepare(row, raw, draft_of, at)
        try:
            with transaction.atomic():
                if _lock(row):
                    _settle(row, found, files, draft_of, at)
                else:
                    row.refresh_from_db(fields=["state", "reason", "order", "said"])
        except (Refused, Forbidden, NoAgreement) as refusal:
            with transaction.atomic():
                if _lock(row):
                    code = getattr(refusal, "code", "no_agreement")
                    row.said, row.error = None, str(code)
                    place = replace(found.place, place=Place.HELD, reason="refused")
                    if code == Why.OTHER_NETWORK:
                        place = Belonging(Place.HELD, reason=code)
                    _note(row, replace(found, place=place), HELD, at)
    except Exception as error:  # whatever is wrong with this mail, the next one is read
        log.exception("mail %s cannot be read", row.pk)
        _failed(row, repr(error), at)
    if row.state not in (PLACED, JOINED):
        forget_drafts(draft_of)
    return row


def _lock(row: RawMail) -> bool:
    """Hold the mail, and know its mailbox and network as they are now; False when it has been settled meanwhile."""
    with prepared() as cursor:
        cursor.execute(_LOCK, [row.pk])
        found = cursor.fetchone()
    if found is None:
        return False
    values = iter(found)
    row.mailbox = _MAILBOX.taken(values)
    row.mailbox.network = _NETWORK.taken(values)
    return True


def _prepare(row: RawMail, raw: bytes | None, draft_of: str, at: datetime) -> tuple[Reading, tuple[int, ...]]:
    if raw is None:
        raw = bytes(RawMail.objects.values_list("raw", flat=True).get(pk=row.pk))
    found = _make_out(row, parse(raw))
    if not found.place.changes:
        return found, ()
    try:
        return found, keep_files(found.mail, raw, all_of_it=True, draft_of=draft_of, at=at)
    except TooMuch:
        order = found.order.pk if found.order else None
        return replace(found, place=Belonging(Place.HELD, order, Why.TOO_BIG)), ()


def _make_out(row: RawMail, mail: Parsed) -> Reading:
    mailbox = row.mailbox
    about = about_sender(mailbox, mail.sender_email, row)
    own = {own_address(), *([mail.sender_email] if about.is_ours else [])}
    world = World(
        own_addresses=own,
        own_hosts={settings.AMBERDESK.public_host},
        is_our_message=lambda id: order_of(id) is not None,
        mails_from_sender=about.mails,
        most_from_sender=mailbox.most_from_sender,
    )
    screened, bounce = screen(mail, world), bounce_of(mail)
    named = named_order(mail, order_of)
    if named is None and bounce and screened.reason in (Reason.BOUNCE, Reason.DELAYED):
        named = order_of(bounce.message_id)
    way = _way(named)
    order = way[-1] if way else None
    speaker = follower(order, mail.sender_email) if order else None
    proof = authentication(mail, mailbox.trusted_servers)
    facts = Facts(
        network=mailbox.network_id,
        policy=policy_on(mailbox, row.received_at),
        token=named is not None,
        order=order.pk if order else None,
        order_network=order.network_id if order else None,
        sender_networks=_networks(way, speaker, mail.sender_email),
        numbered_order=_numbered(mailbox, mail.subject),
        verdict=proof.verdict,
        by_machine=is_by_machine(mail),
        by_service=takes_no_answer(mail) and not is_of_network(mailbox.network_id, mail.sender_email),
    )
    answer = may_answer(mail, world) and proof.verdict != Verdict.FAILED
    return Reading(
        mail, screened.fate, belonging(screened, facts), order, speaker, proof, answer, bounce, about.bounced
    )


def own_address() -> str:
    """Return the address from which our letters leave."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def _way(order_id: int | None) -> list[Order]:
    """Return the order, and each that it has been merged into, one after the other."""
    order = order_by_id(order_id) if order_id else None
    way: list[Order] = []
    while order is not None and len(way) < 10:
        way.append(order)
        order = order.merged_into
    return way


def _networks(way: Sequence[Order], speaker: Participant | None, email: str) -> frozenset[int]:
    """Return the network for which a sender speaks: he follows the order or one on the way to it, or is of the network."""
    if not way:
        return frozenset()
    network, before = way[-1].network_id, way[:-1]
    known = (
        speaker
        or any(order.network_id == network and follower(order, email) for order in before)
        or is_of_network(network, email)
    )
    return frozenset({network}) if known else frozenset()


def _numbered(mailbox: Mailbox, subject: str) -> int | None:
    numbers = numbers_in(subject)
    found = Order.objects.filter(number__in=numbers, network_id=mailbox.network_id) if numbers else None
    return found.values_list("pk", flat=True).first() if found is not None else None


def _settle(row: RawMail, found: Reading, files: tuple[int, ...], draft_of: str, at: datetime) -> None:
    """Make of the mail what it is. Raises what the orders refuse; Refused(Why.OTHER_NETWORK)."""
    place, mail = found.place, found.mail
    row.order_id = place.order
    match place.place:
        case Place.NEW:
            _prove(row, found, at)
            order = order_from(row, mail, files, draft_of, answer=found.answer, at=at)
            row.order_id, state = order.pk, PLACED
        case Place.ORDER if place.changes and found.order is not None:
            _prove(row, found, at)
            row.said = say_on(
                found.order, row, mail, files, draft_of, speaker=found.speaker, answer=found.answer
            )
            if row.said.order.network_id != row.mailbox.network_id:
                raise Refused(Why.OTHER_NETWORK)  # people have corrected it since the mail was read
            state = JOINED
        case Place.ORDER:
            state = JOINED
        case Place.NOWHERE:
            state = DROPPED
        case _:
            state = HELD
    if found.bounce and found.bounce.final and found.fate == Fate.FILE:
        came_back(found.bounce.message_id, found.bounce.status or "bounced", at=at)
    _note(row, found, state, at)


def _prove(row: RawMail, found: Reading, at: datetime) -> None:
    """Remember that somebody writes from the address, and that it is his where his domain vouches for the mail."""
    email, network = found.mail.sender_email, row.mailbox.network
    if found.was_lost and found.proof.verdict != Verdict.FAILED and not is_by_machine(found.mail):
        note_reached(network, email, at=at)
    if vouches(found.mail, found.proof) and not is_proven(network, email):
        try:
            prove_address(network, email, how=Proof.DMARC, by=MACHINE, at=at)
        except NoAddress:  # what a mail may have as a sender, and we take for no address
            log.info("mail %s: its sender's address cannot be kept", row.pk)


def _note(row: RawMail, found: Reading, state: str, at: datetime) -> None:
    """Write down what became of the mail."""
    row.state, row.reason, row.read_at = state, found.place.reason, at
    row.order_id = row.order_id if state in (PLACED, JOINED) else found.place.order
    row.sender, row.subject = found.mail.sender_email[:320], found.mail.subject[:200]
    row.verdict = str(found.proof.verdict)
    row.spf, row.dkim, row.dmarc = found.proof.spf, found.proof.dkim, found.proof.dmarc
    update(row, *_RESULT)
    if state == HELD:
        tell_held(row, answer=_is_told(row, found), at=at)


def _is_told(row: RawMail, found: Reading) -> bool:
    """Tell whether the sender of a held mail is written to: that it was too big to be read, or where the form is."""
    if row.reason == Why.TOO_BIG:
        return not is_automatic(found.mail) and found.proof.verdict != Verdict.FAILED
    return row.reason == Why.FORM_ONLY and found.answer


def _failed(row: RawMail, error: str, at: datetime) -> None:
    """Keep why; the last failure gives the mail to the coordinator."""
    waiting = RawMail.objects.filter(pk=row.pk, state=KEPT)
    waiting.update(read_at=at, error=error[:500])
    _give_up(waiting.filter(attempts__gte=MOST_TRIES), row, at)
    row.refresh_from_db(fields=["state", "reason", "attempts", "error", "read_at"])


@transaction.atomic
def _give_up(mails: QuerySet[RawMail], row: RawMail, at: datetime) -> None:
    """Give a mail that is still unread to the coordinator."""
    if mails.update(state=HELD, reason="failed", read_at=at):
        row.state, row.reason = HELD, "failed"
        tell_held(row, at=at)
