"""What the desk found out about a mailbox when it asked its server. No history: the last answer counts."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.imap import choose, make_folders, signed_in
from amberdesk.mail.models import Mailbox
from amberdesk.mail.oauth import ask
from amberdesk.people.secrets import closed


def note_inbox(box: Mailbox, validity: int) -> None:
    """Remember which inbox was fetched."""
    box.uid_validity = validity
    Mailbox.objects.filter(pk=box.pk).update(uid_validity=validity)


def note_well(box: Mailbox, *, at: datetime, but: Away | None = None) -> None:
    """The server answered as it should, all `but` one thing. Of other settings than these nothing is said."""
    if but is None:
        _of(box).update(last_ok_at=at, trouble="", trouble_told="", trouble_since=None)
    else:
        _of(box).update(last_ok_at=at)
        note_trouble(box, but, at=at)


def note_trouble(box: Mailbox, away: Away, *, at: datetime) -> None:
    """The server did not; the first time counts as since when."""
    told = "".join(c if c.isprintable() else " " for c in away.told)
    _of(box).filter(trouble_since=None).update(trouble_since=at)
    _of(box).update(trouble=str(away.trouble), trouble_told=told)


def _of(box: Mailbox) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(pk=box.pk, revision=box.revision)


def token_of(box: Mailbox) -> str:
    """Return a short key to the mailbox; a new long key takes the old one's place. Raises Away.

    Another process may have been given a new one meanwhile, and the old one be good no more: what is kept counts.
    """
    used = None
    while True:
        kept = _of(box).values_list("refresh_token", flat=True).first()
        box.refresh_token = kept or box.refresh_token
        try:
            short, long = ask(box)
        except Away as away:
            if away.trouble != Trouble.SIGN_IN or box.refresh_token == used:
                raise
            used = box.refresh_token
            if _of(box).filter(refresh_token=used).exists():
                raise
            continue
        if long:
            box.refresh_token = closed(long)
            _of(box).update(refresh_token=box.refresh_token)
        return short


def try_waiting(now: datetime) -> int:
    """Try the mailboxes that somebody wants tried; return how many. Twice does no harm."""
    asked = [
        box for box in Mailbox.objects.exclude(try_asked_at=None).order_by("try_asked_at")[:20] if box.host
    ]
    for box in asked:
        try_out(box, now)
        Mailbox.objects.filter(pk=box.pk, try_asked_at=box.try_asked_at).update(
            try_asked_at=None, tried_at=now
        )
    return len(asked)


def try_out(box: Mailbox, at: datetime, token: Callable[[Mailbox], str] = token_of) -> None:
    """Sign in and open the folders as the fetcher does; take nothing."""
    try:
        with signed_in(box, token) as line:
            make_folders(line, box)
            choose(line, box)
    except Away as away:
        note_trouble(box, away, at=at)
    else:
        note_well(box, at=at)
