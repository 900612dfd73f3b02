"""Mailboxes: which there are, what they do with new reports, whether their servers answer."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.mail import words
from amberdesk.mail.actions.set_up import ask_to_try, change_mailbox, open_mailbox
from amberdesk.mail.mailboxes import mailbox_of, policy_on
from amberdesk.mail.mailboxes import mailboxes as all_mailboxes
from amberdesk.mail.models import Mailbox
from amberdesk.web.office.doors import actor_of, office
from amberdesk.web.office.forms.mailboxes import MailboxForm
from amberdesk.web.office.pages import act_page, address, form_page, show


@office
@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    """List the mailboxes with their state."""
    rows = [_told(box) for box in all_mailboxes()]
    return show(request, "mailboxes", "mailboxes", title=_("Skrzynki"), rows=rows)


@office
@require_safe
def mailbox(request: HttpRequest, id: int) -> HttpResponse:
    """Show one mailbox."""
    box = _found(id)
    later = words.policy(box.next_policy) if box.next_policy else ""
    return show(request, "mailbox", "mailboxes", title=box.address, later=later, **_told(box))


def _told(box: Mailbox) -> dict[str, Any]:
    return {
        "box": box,
        "policy": words.policy(policy_on(box, now())),
        "trouble": words.trouble(box.trouble),
        "advice": words.advice(box.trouble),
    }


@office
def add(request: HttpRequest) -> HttpResponse:
    """Add a mailbox."""
    form = MailboxForm(request.POST or None, initial={"fetch_from": localdate()})

    def save(typed: Mapping[str, Any]) -> Mailbox:
        facts = {name: value for name, value in typed.items() if name != "network"}
        return open_mailbox(typed["network"], _facts(facts), by=actor_of(request), at=now())

    return form_page(
        request,
        form,
        save,
        title=_("Nowa skrzynka"),
        section="mailboxes",
        back=address("office:mailboxes"),
        done=lambda box: address("office:mailbox", box.pk),
    )


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change a mailbox."""
    box = _found(id)
    return form_page(
        request,
        MailboxForm(request.POST or None, box=box),
        lambda typed: change_mailbox(box, _facts(typed), by=actor_of(request), at=now()),
        title=box.address,
        section="mailboxes",
        back=address("office:mailbox", box.pk),
    )


@office
@require_POST
def try_it(request: HttpRequest, id: int) -> HttpResponse:
    """Have the worker find out whether the mailbox can be reached."""
    box = _found(id)
    return act_page(
        request,
        lambda: ask_to_try(box, by=actor_of(request), at=now()),
        back=address("office:mailbox", box.pk),
        said=_("Sprawdzamy połączenie. Za chwilę będzie widać wynik."),
    )


def _facts(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as the action takes it: the words of all languages in one."""
    facts = {name: value for name, value in typed.items() if not name.startswith("wording_")}
    words = {code: typed[f"wording_{code}"] for code in ("pl", "en", "uk")}
    return {**facts, "next_policy_on": typed["next_policy_on"] or None, "wording": words}


def _found(id: int) -> Mailbox:
    box = mailbox_of(id)
    if box is None:
        raise Http404
    return box
