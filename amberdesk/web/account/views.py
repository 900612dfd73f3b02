"""A person's own account: profile, sessions, second factors and keys to the API."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers.phones import e164, readable
from amberdesk.customers.refusals import Refused as Unreadable
from amberdesk.outbox.actor import Actor
from amberdesk.people import queries, words
from amberdesk.people.actions.add_token import add_token
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.actions.end_sessions import end_session as end_one
from amberdesk.people.actions.end_sessions import end_sessions as end_others
from amberdesk.people.actions.revoke_token import revoke_token as revoke
from amberdesk.people.models import Person
from amberdesk.people.refusals import Refused
from amberdesk.web.account.forms import ProfileForm, TokenForm
from amberdesk.web.base.browsers import named
from amberdesk.web.base.doors import me


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account; change name, phone, language and theme."""
    if request.method != "POST":
        return show(request)
    form = ProfileForm(request.POST)
    if form.is_valid() and save(request, form):
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Zapisano."))
        return redirect("account:profile")
    return show(request, form=form, status=422)


def save(request: HttpRequest, form: ProfileForm) -> bool:
    """Try to save; False when something was refused, and the form says what."""
    person = me(request)
    try:
        changes = {**form.cleaned_data, "phone": e164(form.cleaned_data["phone"])}
        change_person(person, changes, by=Actor("person", person.pk), at=now())
    except Unreadable:
        form.add_error("phone", words.say("phone_unreadable"))
    except Refused as refusal:
        form.add_error(refusal.field or None, words.sentence(refusal))
    return not form.errors


@require_POST
@login_required
@never_cache
@reauthentication_required
def tokens(request: HttpRequest) -> HttpResponse:
    """Make a key to the API and show it, this once."""
    form, person = TokenForm(request.POST), me(request)
    if not form.is_valid():
        return show(request, token_form=form, status=422)
    try:
        _token, secret = add_token(person, form.cleaned_data["name"], by=Actor("person", person.pk), at=now())
    except Refused as refusal:
        form.add_error(refusal.field or None, words.sentence(refusal))
        return show(request, token_form=form, status=422)
    return show(request, secret=secret)


@require_POST
@login_required
def revoke_token(request: HttpRequest, token: int) -> HttpResponse:
    """End a key to the API."""
    person = me(request)
    try:
        revoke(person, token, by=Actor("person", person.pk), at=now())
    except Refused as refusal:
        raise Http404 from refusal
    messages.success(request, _("Klucz przestał działać."))
    return redirect("account:profile")


@require_POST
@login_required
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """Sign out there."""
    person = me(request)
    if not end_one(person, session, by=Actor("person", person.pk), at=now()):
        raise Http404
    messages.success(request, _("Wylogowano tam."))
    return redirect("account:profile")


@require_POST
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    person = me(request)
    end_others(person, keep=request.session.session_key, by=Actor("person", person.pk), at=now())
    messages.success(request, _("Wylogowano wszędzie poza tym miejscem."))
    return redirect("account:profile")


@login_required
@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """Lead to the part of the account about second factors."""
    return redirect("/account/#factors")


def show(request: HttpRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    """Show the whole account; `given` are forms with errors, or a key that was just made."""
    person = me(request)
    sessions = queries.sessions_of(person, this=request.session.session_key, at=now())
    page = {
        "form": ProfileForm(initial=facts(person)),
        "token_form": TokenForm(),
        "secret": None,
        "person": person,
        "role": words.role(person.role),
        "factors": queries.factors_of(person),
        "sessions": [(session, named(session.browser)) for session in sessions],
        "tokens": queries.tokens_of(person),
        "now": now(),
    }
    return render(request, "account/profile.html", {**page, **given}, status=status)


def facts(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "phone": readable(person.phone) if person.phone else "",
        "language": person.language,
        "theme": person.theme,
    }
