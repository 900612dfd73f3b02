"""How the office's pages go: a form that tries one action, a question before what cannot be undone."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from amberdesk.customers.phones import readable
from amberdesk.customers.refusals import Refused as CustomerRefused
from amberdesk.mail import words as mail_words
from amberdesk.mail.refusals import Refused as MailRefused
from amberdesk.people import words as people_words
from amberdesk.people.refusals import Refused
from amberdesk.phone import words as phone_words
from amberdesk.rosters import words as roster_words


def show(request: HttpRequest, template: str, section: str, status: int = 200, **page: Any) -> HttpResponse:
    """Show a page of a section of the office."""
    shown = {"section": section, "sections": sections(), "now": now(), "readable": readable, **page}
    return render(request, f"office/{template}.html", shown, status=status)


def sections() -> list[tuple[str, str, str, None]]:
    """Return the office's tabs: key, words, address; pages that other screens bring only where they are."""
    tabs = [
        ("start", _("Początek"), "office:office"),
        ("networks", _("Klienci"), "office:networks"),
        ("people", _("Ludzie"), "office:people"),
        ("teams", _("Zespoły"), "office:teams"),
        ("hotlines", _("Infolinie"), "office:hotlines"),
        ("categories", _("Kategorie"), "office:categories"),
        ("calendars", _("Kalendarze"), "office:calendars"),
        ("mailboxes", _("Skrzynki"), "office:mailboxes"),
        ("imports", _("Import i eksport"), "office:imports"),
        ("company", _("Firma"), "office:company"),
        ("branding", _("Wygląd portalu"), "office:branding"),
        ("templates", _("Szablony odpowiedzi"), "orders:templates"),
        ("webhooks", _("Webhooki"), "webhooks:list"),
        ("gateway", _("Bramka SMS"), "reach:gateway"),
        ("retention", _("Przechowywanie danych"), "upkeep:retention"),
        ("operation", _("Działanie"), "upkeep:operation"),
    ]
    return [(key, text, href, None) for key, text, view in tabs if (href := address(view))]


def address(view: str, *args: Any) -> str:
    """Return the address of a view; "" where this desk does not have it."""
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def sentence(refusal: Refused) -> str:
    """Return why something was refused, whichever room refused it."""
    if isinstance(refusal, MailRefused):
        return mail_words.sentence(refusal)
    if text := phone_words.sentence(refusal):
        return text
    if isinstance(refusal, CustomerRefused):
        return roster_words.sentence(refusal)
    return people_words.sentence(refusal)


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> Any:
    """Return what the action returns; when it refuses, put its reason on the field to blame and return None."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))
        return None


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    save: Callable[[Mapping[str, Any]], Any],
    *,
    title: str,
    section: str,
    back: str,
    done: Callable[[Any], str] | None = None,
    said: str = "",
    template: str = "form",
    **page: Any,
) -> HttpResponse:
    """Show the form; when it was sent and is right, save and go on to `done` (else `back`).

    Sent with `preview` it is only looked at.
    """
    if "preview" in request.POST:
        return show(request, template, section, form=form, title=title, back=back, **page)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save(form.cleaned_data))
        if not form.errors:
            messages.success(request, said or _("Zapisano."))
            return redirect(done(saved) if done else back)
    status = 422 if form.errors else 200
    return show(request, template, section, status, form=form, title=title, back=back, **page)


def act_page(request: HttpRequest, act: Callable[[], Any], *, back: str, said: str) -> HttpResponse:
    """Do one thing without a form, then go back and say so; when it is refused, say why."""
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect(back)


def question_page(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    title: str,
    text: str,
    button: str,
    back: str,
    said: str,
    section: str,
) -> HttpResponse:
    """Ask before something that cannot be undone; do it when the answer is yes."""
    if request.method == "POST":
        return act_page(request, act, back=back, said=said)
    return show(request, "question", section, title=title, text=text, button=button, back=back)
