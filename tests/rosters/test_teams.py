"""Teams, where people stand, and presence."""

from datetime import timedelta

import pytest

from amberdesk.customers.actions.supervision import set_representative, stop_supervising, supervise
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.actions.teams import change_team, leave_team, set_lead, set_members
from amberdesk.rosters.queries import members, members_of, staff_of, standing_of
from tests.factories import NINE, make_network, make_person, make_team, make_technician

pytestmark = pytest.mark.django_db


def test_a_technician_stands_on_the_levels_of_his_teams():
    fala, bursztyn = make_network("FAL"), make_network("BUR")
    ewa = make_person()
    make_team("L1", [fala, bursztyn], [ewa])
    make_team("L2", [fala], [ewa], lead=ewa)

    standing = standing_of(ewa.pk)
    assert standing.levels == {fala.pk: {"L1", "L2"}, bursztyn.pk: {"L1"}}
    assert standing.leads == {fala.pk}
    assert standing.networks == standing.visible == {fala.pk, bursztyn.pk}


@pytest.mark.parametrize("role", ["coordinator", "deputy", "manager"])
def test_who_answers_for_a_network_sees_it_and_works_on_no_level(role):
    fala = make_network("FAL")
    person = make_person(role, supervises=[fala])

    standing = standing_of(person.pk)
    assert (standing.supervises, standing.levels) == ({fala.pk}, {})
    stop_supervising(fala, person=person, by=MACHINE, at=NINE)
    assert standing_of(person.pk).visible == frozenset()


def test_a_representative_sees_his_network_and_is_no_staff_of_it():
    fala = make_network("FAL")
    person = make_person("representative", represents=fala)

    standing = standing_of(person.pk)
    assert (standing.networks, standing.visible) == (frozenset(), {fala.pk})
    assert person not in staff_of(fala.pk)


def test_a_representative_moved_to_another_network_loses_the_first():
    fala, bursztyn = make_network("FAL"), make_network("BUR")
    person = make_person("representative", represents=fala)

    set_representative(bursztyn, person=person, by=MACHINE, at=NINE)

    assert standing_of(person.pk).visible == {bursztyn.pk}
    kinds = [e.kind for e in journal(f"network:{fala.pk}")]
    assert kinds[-2:] == ["network.representative_set", "network.representative_removed"]


def test_an_administrator_sees_no_network():
    make_network("FAL")
    assert standing_of(make_person("administrator").pk).visible == frozenset()


def test_who_was_deactivated_stands_nowhere():
    ewa = make_technician("L1", make_network())
    ewa.is_active = False
    ewa.save()

    assert standing_of(ewa.pk) is None
    assert standing_of(ewa.pk + 999) is None


def test_a_technician_made_coordinator_no_longer_stands_on_levels():
    ewa = make_technician("L2", make_network())
    ewa.role = "coordinator"
    ewa.save()

    assert standing_of(ewa.pk).visible == frozenset()


def test_a_team_out_of_use_gives_nobody_anything():
    fala = make_network("FAL")
    ewa = make_person()
    team = make_team("L1", [fala], [ewa])

    change_team(team, active=False, by=MACHINE, at=NINE)

    assert standing_of(ewa.pk).visible == frozenset()
    assert list(members("L1", fala.pk)) == []
    assert list(staff_of(fala.pk)) == []


def test_members_come_once_each_by_name():
    fala, bursztyn = make_network("FAL"), make_network("BUR")
    zenon, adam = make_person(name="Zenon"), make_person(name="Adam")
    make_team("L1", [fala, bursztyn], [zenon, adam])
    make_team("L1", [fala], [zenon])

    assert list(members_of("L1", [fala.pk, bursztyn.pk])) == [adam, zenon]


def test_only_technicians_join_teams_and_only_a_member_of_l2_leads():
    fala = make_network()
    ewa, adam = make_person(), make_person()
    with pytest.raises(Refused, match="only_technicians_join"):
        make_team("L1", [fala], [make_person("coordinator")])
    with pytest.raises(Refused, match="lead_on_l2_only"):
        make_team("L1", [fala], [ewa], lead=ewa)
    with pytest.raises(Refused, match="lead_not_member"):
        make_team("L2", [fala], [ewa], lead=adam)


def test_a_new_lead_replaces_the_one_before():
    ewa, adam = make_person(), make_person()
    team = make_team("L2", [make_network()], [ewa, adam], lead=ewa)

    set_lead(team, person=adam, by=MACHINE, at=NINE)

    assert [m.person for m in team.memberships.filter(is_lead=True)] == [adam]
    set_lead(team, person=None, by=MACHINE, at=NINE)
    assert not team.memberships.filter(is_lead=True).exists()


def test_setting_members_tells_only_who_came_and_who_left():
    ewa, adam, jan = make_person(), make_person(), make_person()
    team = make_team("L1", [make_network()], [ewa, adam])

    set_members(team, members=[adam, jan], by=MACHINE, at=NINE)
    leave_team(team, person=ewa, by=MACHINE, at=NINE)

    changes = [(e.kind, e.data.get("person")) for e in journal(f"team:{team.pk}")][3:]
    assert changes == [("team.member_left", ewa.pk), ("team.member_joined", jan.pk)]


@pytest.mark.parametrize("role", ["technician", "coordinator", "manager"])
def test_only_the_office_forms_teams_and_gives_networks(role):
    person = make_person(role)
    team = make_team("L1", [make_network()])
    by = Actor("person", person.pk)

    for act in (
        lambda: change_team(team, name="Mój", by=by, at=NINE),
        lambda: set_members(team, members=[], by=by, at=NINE),
        lambda: supervise(team.networks.get(), person=person, by=by, at=NINE),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_role_that_cannot_answer_for_a_network_does_not():
    fala = make_network()
    with pytest.raises(Refused, match="role_cannot_supervise"):
        supervise(fala, person=make_person("technician"), by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="role_cannot_represent"):
        set_representative(fala, person=make_person("manager"), by=MACHINE, at=NINE)


def test_one_says_what_one_does_oneself():
    ewa, adam = make_person(), make_person()
    mine = Actor("person", ewa.pk)

    set_presence(ewa, status="available", by=mine, at=NINE)
    set_presence(ewa, status="available", by=mine, at=NINE + timedelta(hours=1))

    assert ewa.presence.since == NINE  # said twice, it began once
    with pytest.raises(Forbidden):
        set_presence(adam, status="off", by=mine, at=NINE)
    with pytest.raises(Refused):
        set_presence(ewa, status="on_call", by=mine, at=NINE)
    assert set_presence(ewa, status="on_call", by=MACHINE, at=NINE).status == "on_call"
    assert [e.data for e in journal(f"person:{ewa.pk}") if e.kind == "person.presence_set"] == [
        {"status": "available", "before": "off"},
        {"status": "on_call", "before": "available"},
    ]
