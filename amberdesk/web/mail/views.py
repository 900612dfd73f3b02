"""One mail: what it says, whether it is genuine, why it waits, and to what it may belong."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from amberdesk.customers.queries import categories
from amberdesk.mail.actions.held import bytes_of
from amberdesk.mail.authentication import authentication
from amberdesk.mail.guessing import site_guessed
from amberdesk.mail.models import RawMail
from amberdesk.mail.parse import parse
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.rights import Act
from amberdesk.mail.settling import Dropped
from amberdesk.mail.waiting import neighbours, suggested
from amberdesk.orders import words as order_words
from amberdesk.orders.category_words import category_word
from amberdesk.web.mail.lists import shared
from amberdesk.web.mail.reader import MailReader, mail_reader

SHOWN = 20_000  # characters of a text; all of it is in the raw mail
KEYS = dict(zip(Dropped, "12345", strict=True))  # one key for each reason to drop


class PlaceForm(forms.Form):
    """What somebody knows about a mail that becomes an order."""

    site = forms.CharField(
        label=lazy("Placówka"),
        required=False,
        max_length=120,
        help_text=lazy("Kod albo nazwa. Puste: jeszcze nie wiadomo."),
    )
    category: Any = forms.ModelChoiceField(None, label=lazy("Kategoria"), required=False)

    def __init__(self, row: RawMail, data: Any = None) -> None:
        site = site_guessed(row) if data is None else None
        super().__init__(data, initial={"site": str(site) if site else ""}, auto_id="place_%s")
        field: Any = self.fields["category"]
        field.queryset, field.label_from_instance = categories(), category_word
        field.empty_label = str(_("nie wiem"))


@require_safe
@mail_reader
def mail(reader: MailReader, id: int) -> HttpResponse:
    """Show one mail."""
    return show(reader, reader.mail(id))


def show(
    reader: MailReader,
    row: RawMail,
    *,
    form: PlaceForm | None = None,
    problem: str = "",
    number: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show a mail with its acts. problem: why the act on it was refused; number: what was typed."""
    parsed = parse(bytes_of(row)) if row.erased_at is None else Parsed()
    acts = reader.acts(row) if row.state == "held" and row.erased_at is None else reader.acts(row) - WAITING
    older, newer = neighbours(reader.mails, row)
    facts = {
        **shared(reader, "held"),
        "row": row,
        "parsed": parsed,
        "new": parsed.divided.new[:SHOWN],
        "quoted": parsed.divided.quoted[:SHOWN],
        "signature": parsed.divided.signature[:2000],
        "replies_elsewhere": [a for a in parsed.reply_to if a.email != parsed.sender_email],
        "proof": authentication(parsed, row.mailbox.trusted_servers),
        "acts": acts,
        "suggested": suggested(row, reader.standing.networks) if Act.ATTACH in acts else [],
        "form": (form or PlaceForm(row)) if Act.PLACE in acts else None,
        "keys": KEYS,
        "order_words": order_words,
        "problem": problem,
        "number": number,
        "older": older,
        "newer": newer,
        "live_topics": reader.topics,
        "title": row.subject or _("(bez tematu)"),
    }
    return render(reader.request, "mail/mail.html", facts, status=status)


WAITING = frozenset({Act.ATTACH, Act.PLACE})  # acts on what waits alone


@require_safe
@mail_reader
def raw(reader: MailReader, id: int) -> HttpResponse:
    """Give the office the mail as it came, to save: never shown, whatever it says it is."""
    row = reader.mail(id)
    if Act.RAW not in reader.acts(row) or row.erased_at is not None:
        raise Http404
    response = HttpResponse(bytes_of(row), content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{row.pk}.eml"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
