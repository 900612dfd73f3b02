"""Form teams: a level, its networks, its technicians and who leads."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.customers import checks
from amberdesk.customers.access import require_office
from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.people.sight import lose_sight
from amberdesk.rosters import events
from amberdesk.rosters.models import Membership, Team
from amberdesk.rosters.recording import record


@transaction.atomic
def add_team(
    *,
    name: str,
    level: str,
    networks: Iterable[Network],
    members: Iterable[Person] = (),
    lead: Person | None = None,
    by: Actor,
    at: datetime,
) -> Team:
    """Return a new team of a level for the networks, with its members and, on L2, who leads them."""
    require_office(by)
    if level not in set(Level):
        raise Refused("unknown_choice", "level")
    team = Team.objects.create(name=_free_name(name), level=level)
    team.networks.set(networks)
    record(events.TeamAdded(id=team.pk, level=level, networks=_network_ids(team)), by=by, at=at)
    for person in members:
        join_team(team, person=person, by=by, at=at)
    if lead:
        set_lead(team, person=lead, by=by, at=at)
    return team


@transaction.atomic
def change_team(
    team: Team,
    *,
    name: str | None = None,
    networks: Iterable[Network] | None = None,
    active: bool | None = None,
    by: Actor,
    at: datetime,
) -> Team:
    """Return the team with what is given changed; its level stays, for shifts and orders speak of it."""
    require_office(by)
    team = Team.objects.select_for_update().get(pk=team.pk)
    changed = []
    if name is not None and name != team.name:
        team.name = _free_name(name, team)
        changed.append("name")
    if active is not None and active != team.active:
        team.active = active
        changed.append("active")
    team.save()
    if networks is not None:
        before = _network_ids(team)
        team.networks.set(networks)
        changed += ["networks"] if _network_ids(team) != before else []
    if changed:
        event = events.TeamChanged(id=team.pk, fields=tuple(changed), networks=_network_ids(team))
        record(event, by=by, at=at)
    if {"active", "networks"} & set(changed):
        lose_sight(team.memberships.values_list("person_id", flat=True))
    return team


@transaction.atomic
def join_team(team: Team, *, person: Person, by: Actor, at: datetime) -> Membership:
    """Return the technician's membership."""
    require_office(by)
    if person.role != Role.TECHNICIAN:
        raise Refused("only_technicians_join", "members", name=person.name)
    membership, is_new = Membership.objects.get_or_create(team=team, person=person)
    if is_new:
        record(events.MemberJoined(id=team.pk, person=person.pk), by=by, at=at)
    return membership


@transaction.atomic
def leave_team(team: Team, *, person: Person, by: Actor, at: datetime) -> None:
    """Let the person no longer be of the team; the shifts that are planned stay."""
    require_office(by)
    if Membership.objects.filter(team=team, person=person).delete()[0]:
        record(events.MemberLeft(id=team.pk, person=person.pk), by=by, at=at)
        lose_sight([person.pk])


@transaction.atomic
def set_members(team: Team, *, members: Iterable[Person], by: Actor, at: datetime) -> None:
    """Let exactly these technicians be of the team."""
    require_office(by)
    wanted = {person.pk: person for person in members}
    for person in Person.objects.filter(memberships__team=team).exclude(pk__in=wanted):
        leave_team(team, person=person, by=by, at=at)
    for person in wanted.values():
        join_team(team, person=person, by=by, at=at)


@transaction.atomic
def set_lead(team: Team, *, person: Person | None, by: Actor, at: datetime) -> None:
    """Let one member of an L2 team lead its networks; nobody when `person` is None."""
    require_office(by)
    team = Team.objects.select_for_update().get(pk=team.pk)
    if person and team.level != Level.L2:
        raise Refused("lead_on_l2_only", "lead")
    if person and not Membership.objects.filter(team=team, person=person).exists():
        raise Refused("lead_not_member", "lead", name=person.name)
    before = Membership.objects.filter(team=team, is_lead=True).values_list("person_id", flat=True).first()
    wanted = person.pk if person else None
    if before == wanted:
        return
    Membership.objects.filter(team=team, is_lead=True).update(is_lead=False)
    Membership.objects.filter(team=team, person=person).update(is_lead=True)
    record(events.LeadSet(id=team.pk, person=wanted), by=by, at=at)


def _free_name(name: str, team: Team | None = None) -> str:
    name = checks.line(name, "name", 80)
    others = Team.objects.exclude(pk=team.pk) if team else Team.objects
    if others.filter(name__iexact=name).exists():
        raise Refused("team_name_taken", "name", name=name)
    return name


def _network_ids(team: Team) -> tuple[int, ...]:
    return tuple(team.networks.order_by("pk").values_list("pk", flat=True))
