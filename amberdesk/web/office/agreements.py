"""Agreements: what they say, in sentences, and what they shall say from a date on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amberdesk.customers import agreement_words, lists, promise_words, words
from amberdesk.customers.actions.agreements import (
    add_agreement,
    end_agreement,
    new_version,
    withdraw_version,
)
from amberdesk.customers.models import Agreement, AgreementVersion
from amberdesk.customers.queries import covers_of, promises_of
from amberdesk.orders.queries import running_under
from amberdesk.web.office.doors import actor_of, found, network_of, office
from amberdesk.web.office.forms.agreements import (
    AgreementForm,
    CoverFormSet,
    TermsForm,
    cover_rows,
)
from amberdesk.web.office.forms.customers import LeaveForm
from amberdesk.web.office.forms.promises import PromisesForm, StepFormSet
from amberdesk.web.office.pages import address, attempt, form_page, question_page, show


@office
@require_safe
def agreement(request: HttpRequest, id: int) -> HttpResponse:
    """Show what the agreement says, version by version."""
    row, today = found(Agreement, id), localdate()
    kept, running = lists.versions_of(row), running_under(row)
    versions = [
        {
            "version": version,
            "running": running.get(version.pk, 0),
            "withdraws": version == kept[0] and version.valid_from > today and len(kept) > 1,
            "is_now": version.valid_from <= today
            and (version.valid_until is None or today < version.valid_until),
            "sentences": agreement_words.sentences(version),
            "columns": promise_words.columns(version),
            "promises": promise_words.promise_rows(version),
        }
        for version in kept
    ]
    return show(
        request,
        "agreement",
        "networks",
        title=f"{row.name}: {row.network.name}",
        agreement=row,
        versions=versions,
        kinds={category.code: words.said(category.name) for category in lists.all_categories()},
    )


@office
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Make an agreement from a template."""
    network = network_of(code)
    form = AgreementForm(request.POST or None, network=network, initial={"valid_from": localdate()})
    return form_page(
        request,
        form,
        lambda _typed: add_agreement(network, **form.facts(), by=actor_of(request), at=now()),
        title=_("Nowa umowa: %(network)s") % {"network": network.name},
        section="networks",
        back=address("office:network", network.code),
        done=lambda row: address("office:agreement", row.pk),
    )


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Say what the agreement says from a date on: hours, targets, matrix, pauses."""
    row = found(Agreement, id)
    last = lists.versions_of(row)[0]
    sent = request.POST or None
    terms = TermsForm(sent, version=last)
    rows = CoverFormSet(sent, prefix="cover", initial=cover_rows(covers_of(last)))
    promises = PromisesForm(sent, promises=promises_of(last))
    steps = StepFormSet(sent, prefix="step", initial=last.escalation)
    parts: list[Any] = [terms, rows, promises, steps]
    valid = [part.is_valid() for part in parts]  # all of them, so that every mistake is shown at once
    if all(valid):
        facts: dict[str, Any] = {
            **terms.facts(),
            "coverage": [cover for form in rows for cover in form.covers()],
            "promises": promises.promises(),
            "escalation": [step for form in steps if (step := form.step())],
        }
        attempt(terms, lambda: new_version(row, **facts, by=actor_of(request), at=now()))
        if not terms.errors:
            messages.success(request, _("Nowa wersja zapisana. Poprzednia kończy się w tym dniu."))
            return redirect("office:agreement", row.pk)
    return show(
        request,
        "agreement_form",
        "networks",
        422 if sent else 200,
        title=_("Nowa wersja: %(name)s") % {"name": row.name},
        agreement=row,
        terms=terms,
        rows=rows,
        promises=promises,
        steps=steps,
        urgencies=list(words.DEGREES.values()),
        running=_running(row),
        back=address("office:agreement", row.pk),
    )


@office
def end(request: HttpRequest, id: int) -> HttpResponse:
    """Let an agreement end."""
    row = found(Agreement, id)
    form = LeaveForm(request.POST or None)
    form.fields["on"].label = _("Pierwszy dzień bez tej umowy")
    return form_page(
        request,
        form,
        lambda typed: end_agreement(row, on=typed["on"], by=actor_of(request), at=now()),
        title=_("Zakończyć umowę: %(name)s?") % {"name": row.name},
        section="networks",
        back=address("office:agreement", row.pk),
        text=" ".join((_("Zgłoszenia z czasu umowy zachowują jej terminy."), _running(row))),
    )


def _running(row: Agreement) -> str:
    """Return how many orders run under the agreement and keep what it says."""
    count = sum(running_under(row).values())
    return ngettext(
        "Teraz jest %(count)s otwarte zgłoszenie według tej umowy.",
        "Teraz jest %(count)s otwartych zgłoszeń według tej umowy.",
        count,
    ) % {"count": count}


@office
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Ask, then take a version back that has not begun."""
    row = found(AgreementVersion, id)
    return question_page(
        request,
        lambda: withdraw_version(row, by=actor_of(request), at=now()),
        title=_("Wycofać wersję od %(day)s?") % {"day": agreement_words.day_text(row.valid_from)},
        text=_("Umowa „%(name)s”: poprzednia wersja będzie obowiązywać dalej, jakby tej nie było.")
        % {"name": row.agreement.name},
        button=_("Wycofaj wersję"),
        back=address("office:agreement", row.agreement_id),
        said=_("Wersja wycofana. Poprzednia obowiązuje dalej."),
        section="networks",
    )
