"""Webhooks: list, form, calls, those that failed for good, and sending them again."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers.refusals import Refused
from amberdesk.web.base.doors import administrators, me, who
from amberdesk.web.base.numbers import whole
from amberdesk.web.webhooks.forms import HookForm
from amberdesk.web.webhooks.words import kind, sentence_of_replay
from amberdesk.webhooks import words
from amberdesk.webhooks.actions.replay import replay, try_out
from amberdesk.webhooks.actions.set_up import add_hook, change_hook, remove_hook, renew_secret
from amberdesk.webhooks.models import DEAD, DROPPED, SENT, WAITING, Webhook, WebhookCall
from amberdesk.webhooks.queries import PAGE, calls_of, hook_of
from amberdesk.webhooks.queries import hooks as all_hooks
from amberdesk.webhooks.signing import NoKey, secret_of

SHOWN = {"all": (WAITING, SENT, DEAD, DROPPED), "dead": (DEAD,), "waiting": (WAITING,)}


def found(id: int) -> Webhook:
    """Return the webhook. Raises Http404."""
    hook = hook_of(id)
    if hook is None:
        raise Http404
    return hook


@administrators
@require_safe
def hooks(request: HttpRequest) -> HttpResponse:
    """List the webhooks."""
    return render(
        request, "webhooks/list.html", {"title": _("Webhooki"), "hooks": list(all_hooks()), "now": now()}
    )


@administrators
@require_safe
def hook(request: HttpRequest, id: int) -> HttpResponse:
    """Show a webhook: its secret, and its calls, newest first."""
    shown = request.GET.get("show", "all")
    one, states = found(id), SHOWN.get(shown, SHOWN["all"])
    calls = calls_of(one, states, whole(request.GET.get("before")))
    page = {
        "title": one.name,
        "hook": one,
        "secret": _secret(one),
        "calls": [_told(call) for call in calls[:PAGE]],
        "older": calls[PAGE - 1].pk if len(calls) > PAGE else None,
        "show": shown if shown in SHOWN else "all",
        "now": now(),
    }
    return render(request, "webhooks/hook.html", page)


def _secret(hook: Webhook) -> str:
    try:
        return secret_of(hook)
    except NoKey:
        return ""


def _told(call: WebhookCall) -> dict[str, Any]:
    """A call in words; what the other side answered is text, whatever it looks like."""
    outcome = words.error(call.error) if call.attempts or call.state == SENT else ""
    return {"call": call, "kind": kind(call.kind), "state": words.state(call.state), "outcome": outcome}


@administrators
def add(request: HttpRequest) -> HttpResponse:
    """Add a webhook."""
    form = HookForm(request.POST or None)

    def save(facts: Mapping[str, Any]) -> Webhook:
        return add_hook(**facts, owner=me(request), **who(request))

    return _form_page(request, form, save, _("Nowy webhook"))


@administrators
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change a webhook."""
    one = found(id)
    form = HookForm(request.POST or None, hook=one)
    return _form_page(request, form, lambda facts: change_hook(one, facts, **who(request)), one.name, one)


def _form_page(
    request: HttpRequest,
    form: HookForm,
    save: Callable[[Mapping[str, Any]], Webhook],
    title: str,
    hook: Webhook | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, words.sentence(refusal))
        else:
            messages.success(request, _("Zapisano."))
            return redirect("webhooks:hook", saved.pk)
    page = {"title": title, "form": form, "hook": hook}
    return render(request, "webhooks/form.html", page, status=422 if form.errors else 200)


@administrators
@require_POST
def try_it(request: HttpRequest, id: int) -> HttpResponse:
    """Send a call that tells of no order."""
    try_out(found(id), **who(request))
    messages.success(request, _("Próba wysłana. Za chwilę będzie widać odpowiedź."))
    return redirect("webhooks:hook", id)


@administrators
@require_POST
def send_again(request: HttpRequest, id: int) -> HttpResponse:
    """Send one call again, or all that failed for good."""
    call = whole(request.POST.get("call"))
    count = replay(found(id), None if call is None else [call], **who(request))
    messages.success(request, sentence_of_replay(count))
    return redirect("webhooks:hook", id)


@administrators
@require_POST
def renew(request: HttpRequest, id: int) -> HttpResponse:
    """Give the webhook another secret."""
    renew_secret(found(id), **who(request))
    messages.success(request, _("Jest nowy sekret. Wpisz go u odbiorcy: stary już nie działa."))
    return redirect("webhooks:hook", id)


@administrators
@require_POST
def remove(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a webhook with its calls."""
    one = found(id)
    remove_hook(one, **who(request))
    messages.success(request, _("Webhook „%(name)s” został usunięty.") % {"name": one.name})
    return redirect("webhooks:list")
