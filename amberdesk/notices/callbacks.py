"""What our own people are told about promises to ring back. Subscribers of the switchboard."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amberdesk.clock import spoken
from amberdesk.customers.queries import company
from amberdesk.mail.actions.post import post
from amberdesk.notices.audiences import coordinators, staff
from amberdesk.notices.letter import Letter
from amberdesk.notices.places import mail_host
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.phone.models import CallBack
from amberdesk.phone.numbers import shortened
from amberdesk.phone.owed import still_owed
from amberdesk.rosters.queries import is_on_shift, on_duty

MOST = 10  # named in a letter


def tell_overdue(event: Event) -> None:
    """Tell who owes the calls, else who is on duty for them, and the coordinators; each once, of all together."""
    late = still_owed(event.data.get("callbacks", ()))
    if not late:
        return
    network = late[0].network_id
    concerned = [*_at_work(late, event.at), *(person.pk for person in coordinators(network))]
    for person in staff(concerned, but=event):
        with translation.override(person.language):
            letter = _letter(late, event.at, person)
            post(
                message_id=f"<callbacks.e{event.pk}.u{person.pk}@{mail_host()}>",
                to=person.email,
                subject=letter.subject,
                text=letter.as_text(),
                html=letter.as_html(),
                at=event.recorded_at,
            )


def _at_work(late: Sequence[CallBack], at: datetime) -> Iterable[int]:
    """Return the owners who work now, else who is on duty for their level, else the owners after all."""
    owners = {callback.owner_id for callback in late if callback.owner_id}
    if here := {owner for owner in owners if is_on_shift(owner, at)}:
        return here
    places = {(callback.level, callback.network_id) for callback in late}
    on_shift = {person.pk for level, network in places for person in on_duty(level, network, at)}
    return on_shift or owners


def _letter(late: Sequence[CallBack], at: datetime, reader: Person) -> Letter:
    said = ngettext(
        "Klient nadal czeka na telefon: %(num)s oddzwonienie po terminie.",
        "Klienci nadal czekają na telefon: %(num)s oddzwonień po terminie.",
        len(late),
    )
    rows = [_row(callback, at, reader) for callback in late[:MOST]]
    if len(late) > MOST:
        rows.append(_("i jeszcze %(count)s") % {"count": len(late) - MOST})
    return Letter(
        subject=_("Oddzwonić po terminie: %(network)s") % {"network": late[0].network.name},
        paragraphs=(said % {"num": len(late)}, "\n".join(rows)),
        link=f"{settings.AMBERDESK.public_url}/hotline/",
        link_text=_("Otwórz infolinię"),
        language=reader.language,
    )


def _row(callback: CallBack, at: datetime, reader: Person) -> str:
    """Return a line of the letter; the whole number stays at the desk, where it is erased in its time."""
    due = spoken.moment(callback.due_at, at, ZoneInfo(company().timezone), reader.language)
    who = shortened(callback.number) if callback.number else _("numer nieznany")
    where = f" · {callback.site}" if callback.site else ""
    whose = f" · {callback.owner.name}" if callback.owner else ""
    return _("%(who)s, termin %(due)s") % {"who": f"{who}{where}{whose}", "due": due}
