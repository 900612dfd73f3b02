"""Teams: a level, its networks, its technicians."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amberdesk.customers.words import level
from amberdesk.rosters import lists
from amberdesk.rosters.actions.teams import add_team, change_team, set_lead, set_members
from amberdesk.rosters.models import Team
from amberdesk.web.office.doors import actor_of, office
from amberdesk.web.office.forms.people import TeamForm
from amberdesk.web.office.pages import address, form_page, show


@office
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams with their people."""
    rows = [(team, level(team.level)) for team in lists.teams()]
    return show(request, "teams", "teams", title=_("Zespoły"), teams=rows)


@office
def add(request: HttpRequest) -> HttpResponse:
    """Form a team."""
    form = TeamForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda _typed: add_team(**form.facts(), by=actor_of(request), at=now()),
        title=_("Nowy zespół"),
        section="teams",
        back=address("office:teams"),
    )


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change a team's name, networks, technicians and lead."""
    team = lists.team(id)
    if team is None:
        raise Http404
    form = TeamForm(request.POST or None, team=team)
    return form_page(
        request,
        form,
        lambda _typed: _change(team, form.facts(), request),
        title=f"{team.name} ({level(team.level)})",
        section="teams",
        back=address("office:teams"),
    )


@transaction.atomic
def _change(team: Team, facts: dict[str, Any], request: HttpRequest) -> Team:
    who: dict[str, Any] = {"by": actor_of(request), "at": now()}
    set_members(team, members=facts["members"], **who)
    set_lead(team, person=facts["lead"], **who)
    return change_team(team, name=facts["name"], networks=facts["networks"], active=facts["active"], **who)
