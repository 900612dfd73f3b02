"""What somebody is told who wrote to a mailbox that takes new reports by the form only. Subscriber of the switchboard.

The subscriber is reached only for people's mail (RFC 3834): whether it may be answered was decided when it was read.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from amberdesk.customers.models import Contact
from amberdesk.customers.queries import company
from amberdesk.customers.texts import text_in
from amberdesk.mail.actions.point import already_pointed, point
from amberdesk.mail.authentication import Verdict
from amberdesk.mail.matching import Why
from amberdesk.mail.models import Mailbox
from amberdesk.mail.queries import raw_mail
from amberdesk.mail.waiting import sender_of
from amberdesk.notices.letter import Letter, paragraphs
from amberdesk.notices.places import form_page, mail_host
from amberdesk.notices.tell import signature
from amberdesk.outbox.models import Event


def point_to_form(event: Event) -> None:
    """Answer politely, with the form's link: once a day at most to each sender. His mail is kept and waits for people."""
    row = raw_mail(int(event.subject.removeprefix("raw_mail:"))) if event.data.get("answer") else None
    if row is None or not row.sender or row.verdict == Verdict.FAILED:
        return  # whoever is named as the sender did not write
    if already_pointed(row, host=mail_host()):
        return
    contact = sender_of(row)
    language = (contact.language if contact else "") or row.mailbox.network.language
    with translation.override(language):
        write = too_big_letter if row.reason == Why.TOO_BIG else pointing_letter
        letter = write(row.mailbox, contact, language)
        text, html = letter.as_text(), letter.as_html()
    name = company().name
    point(
        row, subject=letter.subject, text=text, html=html, name=name, host=mail_host(), at=event.recorded_at
    )


def too_big_letter(box: Mailbox, contact: Contact | None, language: str) -> Letter:
    """Return the letter to who sent more than the desk reads by itself, in the language that is active."""
    return Letter(
        subject=_("Wiadomość jest za duża"),
        paragraphs=(
            _("Dzień dobry,"),
            _(
                "Ta wiadomość jest za duża, żeby przyjąć ją od razu. Zachowaliśmy ją i przejrzy ją nasz koordynator."
            ),
            _("Jeśli sprawa jest pilna, prosimy zgłosić ją przez formularz albo mniejszą wiadomością."),
        ),
        link=form_page(box, contact.site if contact else None),
        link_text=_("Zgłoś przez formularz"),
        footer=box.signature or signature(box.network),
        language=language,
    )


def pointing_letter(box: Mailbox, contact: Contact | None, language: str) -> Letter:
    """Return the letter, in the language that is active: nothing in it was typed by its recipient."""
    own = text_in(box.wording, language).strip()
    asked = own or _(
        "Na ten adres nie przyjmujemy już nowych zgłoszeń. Prosimy zgłaszać przez formularz: to minuta, a numer zgłoszenia i termin odpowiedzi widać od razu."
    )
    kept = _("Tej wiadomości nie straciliśmy: przeczyta ją nasz koordynator.")
    open_one = _("W sprawie otwartego zgłoszenia prosimy odpowiedzieć na list, w którym jest jego numer.")
    return Letter(
        subject=_("Nowe zgłoszenia przyjmujemy przez formularz"),
        paragraphs=(_("Dzień dobry,"), *paragraphs(asked), kept, open_one),
        link=form_page(box, contact.site if contact else None),
        link_text=_("Zgłoś przez formularz"),
        footer=box.signature or signature(box.network),
        language=language,
    )
