"""What people decide about held mail."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amberdesk.customers.models import Site
from amberdesk.customers.terms import NoAgreement
from amberdesk.mail.actions.attach import attach as attach_to
from amberdesk.mail.actions.drop import drop_all
from amberdesk.mail.actions.drop import restore as restore_one
from amberdesk.mail.actions.place import place as place_one
from amberdesk.mail.actions.replay import replay
from amberdesk.mail.models import RawMail
from amberdesk.mail.refusals import Forbidden, Refused
from amberdesk.mail.waiting import site_meant
from amberdesk.mail.words import sentence
from amberdesk.orders import words as order_words
from amberdesk.orders.access import NoSuchOrder, order_for
from amberdesk.orders.models import Order
from amberdesk.orders.numbers import numbers_meant
from amberdesk.orders.rights import Forbidden as OrderForbidden
from amberdesk.orders.states import Refused as OrderRefused
from amberdesk.web.mail.reader import MailReader, mail_reader
from amberdesk.web.mail.views import PlaceForm, show

REFUSALS = (Refused, Forbidden, OrderRefused, OrderForbidden, NoAgreement)


@require_POST
@mail_reader
def attach(reader: MailReader, id: int) -> HttpResponse:
    """Put a mail on the order that a button or a typed number names."""
    row, typed = reader.mail(id), reader.request.POST.get("number", "").strip()[:40]
    order = _meant(reader, row, typed)
    if order is None:
        return show(reader, row, problem=order_words.say("no_such_order", {}), number=typed, status=422)
    try:
        order = attach_to(row, order, by=reader.by, at=reader.at)
    except REFUSALS as refusal:
        return _refused(reader, row, refusal, number=typed)
    messages.success(reader.request, _("List jest teraz w zgłoszeniu %(number)s.") % {"number": order.number})
    return redirect("mail:held")


@require_POST
@mail_reader
def place(reader: MailReader, id: int) -> HttpResponse:
    """Make an order out of a mail, and show it."""
    row = reader.mail(id)
    form = PlaceForm(row, reader.request.POST)
    site, problem = _site(row, form.data.get("site", "").strip())
    if problem:
        form.add_error("site", problem)
    if not form.is_valid():
        return show(reader, row, form=form, status=422)
    try:
        order = place_one(row, site=site, category=form.cleaned_data["category"], by=reader.by, at=reader.at)
    except REFUSALS as refusal:
        return _refused(reader, row, refusal, form=form)
    messages.success(reader.request, _("Z listu powstało zgłoszenie %(number)s.") % {"number": order.number})
    return redirect("orders:order", order.number)


@require_POST
@mail_reader
def drop(reader: MailReader) -> HttpResponse:
    """Drop one mail or many, with a reason; the list then offers to take it back."""
    rows = reader.mails_of(reader.request.POST.getlist("mail"))
    dropped: list[RawMail] = []

    def act() -> None:
        reason = reader.request.POST.get("reason", "")
        dropped.extend(drop_all(rows, reason=reason, by=reader.by, at=reader.at))

    if not _done(reader, act):
        return _back(reader, rows)
    ids = ",".join(str(row.pk) for row in dropped)
    return redirect(f"{reverse('mail:held')}?{urlencode({'dropped': ids})}" if ids else "mail:held")


@require_POST
@mail_reader
def restore(reader: MailReader) -> HttpResponse:
    """Let dropped mails wait again."""
    rows = reader.mails_of(reader.request.POST.getlist("mail"))

    def act() -> None:
        for row in rows:
            restore_one(row, by=reader.by, at=reader.at)

    if _done(reader, act):
        told = ngettext("%(n)s list znów czeka.", "%(n)s listów znów czeka.", len(rows)) % {"n": len(rows)}
        messages.success(reader.request, told)
    return _back(reader, rows)


@require_POST
@mail_reader
def again(reader: MailReader) -> HttpResponse:
    """Have mails read once more by the rules of now."""
    rows = reader.mails_of(reader.request.POST.getlist("mail"))
    read: list[RawMail] = []

    def act() -> None:
        read.extend(replay(rows, by=reader.by, at=reader.at))

    if _done(reader, act):
        count = sum(row.state not in ("held", "kept") for row in read)
        told = _("Odczytano jeszcze raz: %(all)s, z tego nie czeka już %(settled)s.")
        messages.success(reader.request, told % {"all": len(read), "settled": count})
    return _back(reader, rows)


def _done(reader: MailReader, act: Callable[[], None]) -> bool:
    """Do it; whatever is refused is told on the next page."""
    try:
        act()
    except REFUSALS as refusal:
        messages.error(reader.request, said(refusal))
        return False
    return True


def _back(reader: MailReader, rows: Iterable[RawMail]) -> HttpResponse:
    """Go back to where the press was: the mail, or its list."""
    places = {"settled": "mail:settled", "all": "mail:all"}
    back = reader.request.POST.get("back", "")
    if back == "mail":
        return redirect("mail:mail", next(iter(rows)).pk)
    return redirect(places.get(back, "mail:held"))


def _meant(reader: MailReader, row: RawMail, typed: str) -> Order | None:
    """Return the order that a whole number or its end means, of the mail's network for an end."""
    years = dict.fromkeys((reader.at.year, reader.at.year - 1, row.received_at.year))
    for number in numbers_meant(typed, row.mailbox.network.code, years):
        try:
            return order_for(reader.standing, number)
        except NoSuchOrder:
            continue
    return None


def _site(row: RawMail, typed: str) -> tuple[Site | None, str]:
    """Return the site that was typed, and what is wrong with it."""
    if not typed:
        return None, ""
    found = site_meant(row, typed[:120])
    if len(found) == 1:
        return found[0], ""
    if not found:
        return None, _("Nie ma takiej placówki. Wpisz jej kod albo zostaw puste.")
    some = ", ".join(str(site) for site in found[:5])
    return None, _("To może być kilka placówek: %(some)s. Wpisz kod.") % {"some": some}


def _refused(
    reader: MailReader, row: RawMail, refusal: Exception, *, form: PlaceForm | None = None, number: str = ""
) -> HttpResponse:
    forbidden = isinstance(refusal, Forbidden | OrderForbidden)
    fresh = reader.mail(row.pk)
    status = 403 if forbidden else 422
    return show(reader, fresh, form=form, problem=said(refusal), number=number, status=status)


def said(refusal: Exception) -> str:
    """Return a refusal as a sentence."""
    if isinstance(refusal, Refused):
        return sentence(refusal)
    if isinstance(refusal, OrderRefused | OrderForbidden):
        return order_words.refusal(refusal)
    if isinstance(refusal, NoAgreement):
        return order_words.say("no_agreement", {})
    return _("Twoja rola nie pozwala na to.")
