"""Pages look and speak as the signed-in person chose, in whichever browser."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.timezone import now

from amberdesk.people.actions.note_presence import note_presence
from amberdesk.people.models import Person

SEEN = "seen_at"  # in the session: when it was last noted, as seconds
SEEN_EVERY = timedelta(minutes=10)
YEAR = timedelta(days=365)
THEME = "theme"


class AsChosen:
    """Put the person's language and theme where pages look for them, and keep both in the browser's cookies.

    The cookies hold after signing out, so that the sign-in page speaks the same language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = signed_in(request)
        if person is None:
            return self.get_response(request)
        stale = {
            name: value for name, value in chosen(person).items() if request.COOKIES.get(name, "") != value
        }
        request.COOKIES.update(stale)
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language
        note(request)
        response = self.get_response(request)
        for name in stale.keys() - response.cookies.keys():
            remember(request, response, name, stale[name])
        return response


def signed_in(request: HttpRequest) -> Person | None:
    """Return who is signed in; without a session's cookie nobody is, and nothing is read."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return request.user


def chosen(person: Person) -> dict[str, str]:
    return {settings.LANGUAGE_COOKIE_NAME: person.language, THEME: person.theme}


def note(request: HttpRequest) -> None:
    """Keep when this session was last seen, every ten minutes."""
    at = now()
    if at.timestamp() - request.session.get(SEEN, 0) < SEEN_EVERY.total_seconds():
        return
    request.session[SEEN] = int(at.timestamp())
    note_presence(request.session.session_key or "", at=at)


def remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    if value:
        response.set_cookie(
            name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(name, samesite="Lax")
