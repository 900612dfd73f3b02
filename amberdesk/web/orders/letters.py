"""A mail as its sender wrote it, with its form and pictures; for our own people."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from markupsafe import Markup

from amberdesk.mail import words as mail_words
from amberdesk.mail.originals import Original, original_of, with_pictures
from amberdesk.orders.surroundings import message_of
from amberdesk.web.orders import parts
from amberdesk.web.orders.answers import is_fragment
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


def _body(original: Original) -> str:
    def address(content_id: str) -> str | None:
        file = original.pictures.get(content_id)
        return reverse("files:file", args=[file.key]) if file else None

    return with_pictures(original.mail.html, address)
