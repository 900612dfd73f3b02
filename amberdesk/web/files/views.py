"""Give out a file. The door is asked each time, so nothing outlives the right to read."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from amberdesk.orders.access import NoSuchOrder, file_of_staff, participant_by_key
from amberdesk.orders.files import stored_as
from amberdesk.orders.models import Attachment
from amberdesk.orders.public import file_for
from amberdesk.rosters.queries import standing_of

HARMLESS = frozenset({"image/jpeg", "image/png", "application/pdf", "text/plain", "video/mp4", "audio/mpeg"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, max-age=300",  # a right that ends takes five minutes at most to reach a browser's cache
}


@require_safe
def of_staff(request: HttpRequest, file: str) -> HttpResponseBase:
    """Give a file to a person who may see its order; anybody else learns nothing."""
    person = request.user.pk
    if person is None:
        raise Http404
    try:
        return give(file_of_staff(standing_of(person), person, file, now()))
    except NoSuchOrder as none:
        raise Http404 from none


@require_safe
def of_participant(request: HttpRequest, key: str, file: str) -> HttpResponseBase:
    """Give a file of a public message to who holds the order's link."""
    try:
        found = file_for(participant_by_key(key, now()), file, now())
    except NoSuchOrder as none:
        raise Http404 from none
    if found is None:
        raise Http404
    return give(found)


def give(file: Attachment) -> HttpResponseBase:
    """Return the file, streamed. Only checked images may be shown inside a page; all else is saved to disk."""
    try:
        opened = default_storage.open(stored_as(file.key))
    except FileNotFoundError as gone:
        raise Http404 from gone
    kind = file.media_type if file.media_type in HARMLESS else "application/octet-stream"
    response = FileResponse(opened, as_attachment=not file.image, filename=file.name, content_type=kind)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
