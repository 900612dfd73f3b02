"""Our people and the customers' representatives: who may sign in, as what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers.phones import e164, readable
from amberdesk.notices.sign_in import send_invitation
from amberdesk.people import words
from amberdesk.people.actions.add_person import add_person
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.actions.clear_factors import clear_factors
from amberdesk.people.actions.deactivate import deactivate, reactivate
from amberdesk.people.actions.invite import VALID, invite
from amberdesk.people.actions.set_role import set_role
from amberdesk.people.models import Person
from amberdesk.people.queries import factors_of, pending_invitation
from amberdesk.rosters import lists
from amberdesk.web.office.doors import actor_of, office
from amberdesk.web.office.forms.people import PersonForm
from amberdesk.web.office.pages import act_page, address, form_page, question_page, show


@office
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List everyone who may sign in."""
    rows = [(person, words.role(person.role)) for person in lists.all_people()]
    waiting = any(person.is_active and not person.has_usable_password() for person, _role in rows)
    return show(request, "people", "people", title=_("Ludzie"), people=rows, waiting=waiting)


@office
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody; the one-time link to the first password is shown next."""
    form = PersonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda typed: add_person(**_facts(typed), by=actor_of(request), at=now()),
        title=_("Nowa osoba"),
        section="people",
        back=address("office:people"),
        done=lambda person: address("office:person", person.pk),
        said=_("Osoba dodana. Zaproś ją, żeby wybrała hasło."),
    )


@office
@require_safe
def person(request: HttpRequest, id: int) -> HttpResponse:
    """Show one person."""
    return _shown(request, _found(id))


def _shown(request: HttpRequest, row: Person, link: str = "") -> HttpResponse:
    return show(
        request,
        "person",
        "people",
        title=row.name,
        person=row,
        role=words.role(row.role),
        phone=readable(row.phone),
        teams=[m.team for m in row.memberships.select_related("team")],
        factors=factors_of(row),
        invitation=pending_invitation(row, now()),
        link=link,
        is_self=row.pk == request.user.pk,
    )


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change a person's name, address, role, phone or language."""
    row = _found(id)
    initial = {name: getattr(row, name) for name in ("name", "email", "role", "language")}
    form = PersonForm(request.POST or None, initial=initial | {"phone": readable(row.phone)})
    return form_page(
        request,
        form,
        lambda typed: _change(row, _facts(typed), request),
        title=row.name,
        section="people",
        back=address("office:person", row.pk),
    )


@transaction.atomic
def _change(row: Person, facts: dict[str, Any], request: HttpRequest) -> Person:
    role = facts.pop("role")
    if role != row.role:
        set_role(row, role, by=actor_of(request), at=now())
    return change_person(row, facts, by=actor_of(request), at=now())


@office
@require_POST
def send_link(request: HttpRequest, id: int) -> HttpResponse:
    """Send the one-time link to a password, and show it once to hand it over otherwise."""
    row, at = _found(id), now()
    if not row.is_active:
        raise Http404
    path = _send_link(request, row, at)
    messages.success(request, _("Link wysłany na %(email)s.") % {"email": row.email})
    return _shown(request, row, link=f"{settings.AMBERDESK.public_url}{path}")


@office
@require_POST
def invite_all(request: HttpRequest) -> HttpResponse:
    """Send the one-time link to everybody who has neither a password nor a link that still opens."""
    at = now()
    waiting = [
        row
        for row in lists.all_people()
        if row.is_active and not row.has_usable_password() and pending_invitation(row, at) is None
    ]
    for row in waiting:
        _send_link(request, row, at)
    said = ngettext("Wysłano %(count)s zaproszenie.", "Wysłano %(count)s zaproszeń.", len(waiting))
    return act_page(request, lambda: None, back=address("office:people"), said=said % {"count": len(waiting)})


@transaction.atomic
def _send_link(request: HttpRequest, row: Person, at: datetime) -> str:
    """Return the path of the one-time link, which is on its way."""
    path = address("account:join", invite(row, by=actor_of(request), at=at))
    send_invitation(row, path, until=at + VALID, at=at)
    return path


@office
def let_out(request: HttpRequest, id: int) -> HttpResponse:
    """Let a person in no more."""
    row = _found(id)
    return question_page(
        request,
        lambda: deactivate(row, by=actor_of(request), at=now()),
        title=_("Zamknąć konto: %(name)s?") % {"name": row.name},
        text=_(
            "Ta osoba zostanie od razu wylogowana, a jej klucze i linki przestaną działać. Historia zachowa nazwisko."
        ),
        button=_("Zamknij konto"),
        back=address("office:person", row.pk),
        said=_("Konto zamknięte."),
        section="people",
    )


@office
@require_POST
def let_in(request: HttpRequest, id: int) -> HttpResponse:
    """Let a person in again."""
    row = _found(id)
    return act_page(
        request,
        lambda: reactivate(row, by=actor_of(request), at=now()),
        back=address("office:person", row.pk),
        said=_("Konto znów działa."),
    )


@office
def forget_factors(request: HttpRequest, id: int) -> HttpResponse:
    """Take away the second factors of somebody who has lost them."""
    row = _found(id)
    return question_page(
        request,
        lambda: clear_factors(row, by=actor_of(request), at=now()),
        title=_("Usunąć drugi składnik logowania: %(name)s?") % {"name": row.name},
        text=_(
            "Upewnij się, że rozmawiasz z tą osobą. Zaloguje się samym hasłem i powinna dodać nowy składnik."
        ),
        button=_("Usuń drugi składnik"),
        back=address("office:person", row.pk),
        said=_("Drugi składnik usunięty."),
        section="people",
    )


def _facts(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {**typed, "phone": e164(typed["phone"])}


def _found(id: int) -> Person:
    row = lists.person(id)
    if row is None:
        raise Http404
    return row
