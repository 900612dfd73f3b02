"""The first or a new password behind a one-time link."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from amberdesk.people import words
from amberdesk.people.actions.join import join
from amberdesk.people.queries import invitation_fault, invitation_of
from amberdesk.people.refusals import Refused
from amberdesk.web.account.forms import JoinForm

LINK = "one_time_link"  # in the session: the secret, so that no further address carries it


@never_cache
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address; nothing is used up by looking, mail scanners look too."""
    if fault := invitation_fault(invitation_of(secret), now()):
        return turn_away(request, fault)
    if request.user.is_authenticated:
        logout(request)  # the link may be somebody else's
    request.session[LINK] = secret
    return redirect("account:choose_password")


@never_cache
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Choose the password and come in."""
    secret = str(request.session.get(LINK, ""))
    invitation = invitation_of(secret)
    if (fault := invitation_fault(invitation, now())) or invitation is None:
        return turn_away(request, fault)
    form = JoinForm(request.POST or None, user=invitation.person)
    if not form.is_valid():
        page = {"form": form, "person": invitation.person}
        return render(request, "account/join.html", page, status=422 if form.is_bound else 200)
    try:
        person = join(secret, form.cleaned_data["password1"], at=now())
    except Refused as refusal:
        return turn_away(request, refusal.code)
    del request.session[LINK]
    return perform_login(request, person)


def turn_away(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "account/dead_link.html", {"why": words.say(code)}, status=410)
