"""A mail as its sender wrote it, with its form and pictures, and our letters that did not arrive; for our own people."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from amberdesk.mail import words as mail_words
from amberdesk.mail.access import NoSuchMail, letter_of
from amberdesk.mail.actions.send_again import send_again as send_once_more
from amberdesk.mail.originals import Original, original_of, with_pictures
from amberdesk.mail.refusals import Forbidden, Refused
from amberdesk.orders import words as order_words
from amberdesk.orders.rights import Forbidden as OrderForbidden
from amberdesk.orders.surroundings import message_of
from amberdesk.web.orders import parts
from amberdesk.web.orders.answers import done, is_fragment, refused
from amberdesk.web.orders.seat import Seat, internal_only, seated


@never_cache
@require_GET
@seated
@internal_only
def letter(seat: Seat, message: int) -> HttpResponse:
    """Show the mail that a message came from. Nothing is loaded from elsewhere; pictures come by the desk's own door."""
    found = message_of(seat.order, message)
    if found is None:
        raise Http404
    original = original_of(found) if found.erased_at is None else None
    facts = {
        "message": found,
        "original": original,
        "body": Markup(_body(original)) if original else "",  # made harmless when it was read
        "results": mail_words.results(original.row) if original else [],
        "verdict": mail_words.verdict(original.row.verdict) if original else "",
    }
    name = "orders/_letter.html" if is_fragment(seat.request) else "orders/letter.html"
    return render(seat.request, name, {**parts.common(seat), **facts})


@require_POST
@seated
@internal_only
def send_again(seat: Seat, letter: int) -> HttpResponse:
    """Have a letter sent once more that did not reach the customer."""
    number = seat.order.number
    try:
        mail = send_once_more(letter_of(seat.order, letter), by=seat.by, at=seat.at)
    except NoSuchMail:
        raise Http404 from None
    except Forbidden:
        return refused(seat.request, number, order_words.refusal(OrderForbidden("reply")))
    except Refused as refusal:
        return refused(seat.request, number, mail_words.sentence(refusal))
    text = _("Wysyłamy jeszcze raz na adres %(address)s.") % {"address": mail.recipient}
    return done(seat.request, number, text)


def _body(original: Original) -> str:
    def address(content_id: str) -> str | None:
        file = original.pictures.get(content_id)
        return reverse("files:file", args=[file.key]) if file else None

    return with_pictures(original.mail.html, address)
