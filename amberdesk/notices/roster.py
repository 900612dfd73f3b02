"""What our own people are told about the roster. Subscribers of the switchboard."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.customers.queries import company
from amberdesk.mail.actions.post import post
from amberdesk.notices.audiences import coordinators
from amberdesk.notices.letter import Letter
from amberdesk.notices.places import mail_host
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.rosters.lists import person, shift


def tell_missing(event: Event) -> None:
    """Tell the coordinators of a shift's networks that its technician has not come; each of them once."""
    missing, planned = person(event.data["person"]), shift(int(event.subject.partition(":")[2]))
    if missing is None or planned is None or planned.person_id != missing.pk:
        return  # somebody stands in by now
    told = {p.pk: p for network in event.data.get("networks", ()) for p in coordinators(network)}
    for coordinator in told.values():
        with translation.override(coordinator.language):
            letter = _missing(missing, event, coordinator)
            post(
                message_id=f"<shift.e{event.pk}.u{coordinator.pk}@{mail_host()}>",
                to=coordinator.email,
                subject=letter.subject,
                text=letter.as_text(),
                html=letter.as_html(),
                at=event.recorded_at,
            )


def _missing(missing: Person, event: Event, reader: Person) -> Letter:
    planned = event.data
    since = spoken.moment(
        datetime.fromisoformat(planned["starts_at"]), event.at, ZoneInfo(company().timezone), reader.language
    )
    text = _("%(name)s ma zmianę (%(level)s) od: %(since)s i nie zgłasza obecności.")
    return Letter(
        subject=_("Nie ma na zmianie: %(name)s") % {"name": missing.name},
        paragraphs=(
            text % {"name": missing.name, "level": planned["level"], "since": since},
            _("Zadzwoń albo wyznacz zastępstwo w grafiku."),
        ),
        link=f"{settings.AMBERDESK.public_url}/roster/",
        link_text=_("Otwórz grafik"),
        language=reader.language,
    )
