"""The roster's screen: the week, one's own shift and status, planning."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import now

from amberdesk.rosters.models import Shift
from amberdesk.web.roster.week import bounds, monday_of
from tests.factories import make_network, make_person, make_shift, make_team, make_technician, warsaw

pytestmark = pytest.mark.django_db


@pytest.fixture
def ewa():
    return make_technician("L1", make_network("FAL"), name="Ewa Lis")


def page(client, person, query=""):
    client.force_login(person)
    return client.get(f"/roster/{query}").content.decode()


def test_a_technician_sees_the_own_shift_and_the_week(client, ewa):
    start = now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    make_shift(ewa, "L1", start, hours=4)

    shown = page(client, ewa)
    assert "Zmiana, I linia wsparcia" in shown and "trwa" in shown
    assert shown.count("Ewa Lis") >= 2  # the name in the menu and in the week


def test_one_key_says_what_a_technician_does(client, ewa):
    client.force_login(ewa)

    client.post("/roster/presence/", {"status": "available"})
    assert ewa.presence.status == "available"
    assert 'aria-pressed="true"' in page(client, ewa)
    client.post("/roster/presence/", {"status": "on_call"})
    client.post("/roster/presence/", {"status": "off", "person": "1"})
    ewa.presence.refresh_from_db()
    assert ewa.presence.status == "off"


def test_others_networks_are_not_on_the_roster(client, ewa):
    """T60"""
    stranger = make_technician("L1", make_network("BUR"), name="Obcy Człowiek")
    make_shift(stranger, "L1", now() - timedelta(hours=1))

    assert "Obcy Człowiek" not in page(client, ewa)
    assert "Obcy Człowiek" not in page(
        client, make_person("coordinator", supervises=ewa.memberships.get().team.networks.all())
    )
    assert "Obcy Człowiek" in page(client, make_person("administrator"))


@pytest.mark.parametrize("role", ["representative"])
def test_customers_see_no_roster(client, ewa, role):
    client.force_login(make_person(role, represents=ewa.memberships.get().team.networks.get()))
    assert client.get("/roster/").status_code == 404
    assert client.post("/roster/presence/", {"status": "off"}).status_code == 404


FORM = {
    "level": "L1",
    "first_week": "2030-01-07",
    "weeks": "2",
    "weekdays": ["0", "2"],
    "opens": "08:00",
    "closes": "16:00",
    "kind": "work",
}


def test_a_coordinator_plans_weeks(client, ewa):
    network = ewa.memberships.get().team.networks.get()
    client.force_login(make_person("coordinator", supervises=[network]))

    answer = client.post("/roster/shifts/add/", FORM | {"person": ewa.pk})

    assert answer["Location"] == "/roster/?week=2030-01-07"
    assert Shift.objects.count() == 4
    shown = client.get(answer["Location"]).content.decode()
    assert shown.count("8:00–16:00") == 2
    again = client.post("/roster/shifts/add/", FORM | {"person": ewa.pk})
    assert "Ewa Lis ma już wtedy zmianę: 7.01, 8:00–7.01, 16:00." in again.content.decode()


def test_a_coordinator_plans_and_removes_nobody_of_another_network(client, ewa):
    shift = make_shift(ewa, "L1", datetime(2030, 1, 7, 7, tzinfo=UTC))
    client.force_login(make_person("coordinator", supervises=[make_network("BUR")]))

    assert client.post("/roster/shifts/add/", FORM | {"person": ewa.pk}).status_code == 422
    assert client.post(f"/roster/shifts/{shift.pk}/remove/").status_code == 404
    assert Shift.objects.get() == shift


@pytest.mark.parametrize("role", ["technician", "manager"])
def test_who_does_not_plan_finds_no_planning(client, ewa, role):
    shift = make_shift(ewa, "L1", datetime(2030, 1, 7, 7, tzinfo=UTC))
    client.force_login(make_person(role))

    assert client.get("/roster/shifts/add/").status_code == 404
    assert client.post(f"/roster/shifts/{shift.pk}/remove/").status_code == 404


def test_a_coming_shift_is_removed_and_a_begun_one_stays(client, ewa):
    coming, begun = (
        make_shift(ewa, "L1", now() + timedelta(days=3)),
        make_shift(ewa, "L1", now() - timedelta(hours=1)),
    )
    client.force_login(make_person("administrator"))

    client.post(f"/roster/shifts/{coming.pk}/remove/")
    said = client.post(f"/roster/shifts/{begun.pk}/remove/", follow=True).content.decode()
    assert "Ta zmiana już się zaczęła" in said
    assert Shift.objects.get() == begun


def test_a_week_begins_on_monday_and_may_be_an_hour_shorter():
    from zoneinfo import ZoneInfo

    assert monday_of(date(2026, 3, 29)) == date(2026, 3, 23)
    start, end = bounds(date(2026, 3, 23), ZoneInfo("Europe/Warsaw"))
    assert end - start == timedelta(days=7, hours=-1)


def test_a_shift_over_midnight_stands_on_the_day_on_which_it_begins(client, ewa):
    make_shift(ewa, "L1", warsaw("2030-01-13 22:00"), hours=8)  # Sunday into Monday

    assert "22:00–6:00" in page(client, ewa, "?week=2030-01-07")
    assert "22:00–6:00" in page(client, ewa, "?week=2030-01-14")
    assert client.get("/roster/?week=nonsense").status_code == 200
    assert client.get("/roster/?week=9999-12-31").status_code == 200


def test_a_team_out_of_use_leaves_the_roster(client, ewa):
    make_team("L2", [make_network("ZAT")], [make_person(name="Inny")])
    assert "Inny" not in page(client, ewa)
