"""The screens around duty: gaps, substitutes, absence, hours, the feed, and who is told of an empty chair."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import now

from amberdesk.mail.models import OutgoingMail
from amberdesk.orders.models import Order
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.rosters.actions.attendance import note_missing
from amberdesk.rosters.models import Shift
from tests.factories import make_network, make_person, make_shift, make_technician
from tests.orders.shop import Desk, make_desk

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return lambda: make_desk("FAL", "24/7")


@pytest.fixture
def adam(desk):
    return make_technician("L1", desk.network, name="Adam Sroka")


def read(client, person, path):
    client.force_login(person)
    return client.get(path).content.decode()


def test_planners_see_gaps_before_they_happen_and_technicians_do_not(client, desk):
    assert "Luki w grafiku" in read(client, desk.anna, "/roster/")
    assert "Fala Market" in read(client, desk.anna, "/roster/").partition('id="gaps"')[2]
    assert "Luki w grafiku" not in read(client, desk.ewa, "/roster/")


def test_an_empty_chair_is_on_the_roster_and_its_coordinator_is_told_once(client, desk):
    make_shift(desk.ewa, "L1", now() - HOUR)
    assert "Ewa Lis ma teraz zmianę" in read(client, desk.anna, "/roster/")

    assert note_missing(now()) == 1 and note_missing(now()) == 0
    while fan_out(timezone.now()) + run_lane("mail", timezone.now()):
        pass
    (letter,) = OutgoingMail.objects.filter(recipient=desk.anna.email)
    assert "Nie ma na zmianie: Ewa Lis" in letter.subject

    client.force_login(desk.ewa)
    client.post("/roster/presence/", {"status": "available", "back": "duty"})
    assert "ma teraz zmianę" not in read(client, desk.anna, "/roster/")


def test_a_coordinator_lets_another_stand_in_or_two_swap(client, desk, adam):
    first, second = make_shift(desk.ewa, "L1", now() + DAY), make_shift(adam, "L1", now() + 3 * DAY)
    page = f"/roster/shifts/{first.pk}/substitute/"
    shown = read(client, desk.anna, page)
    assert "Adam Sroka" in shown and "Tomasz Kos" not in shown

    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"person": desk.tomasz.pk}).status_code == 422
    assert client.post(page, {"other": second.pk}).status_code == 302
    assert (Shift.objects.get(pk=first.pk).person, Shift.objects.get(pk=second.pk).person) == (adam, desk.ewa)
    assert client.post(page, {"person": desk.ewa.pk}).status_code == 302
    assert Shift.objects.get(pk=first.pk).person == desk.ewa


def test_an_absence_is_shown_and_confirmed(client, desk, adam):
    order = desk.in_progress(at=now() - HOUR)
    make_shift(desk.ewa, "L1", now() + HOUR)
    today = timezone.localdate()
    span = {"person": desk.ewa.pk, "first": today.isoformat(), "last": (today + DAY).isoformat()}
    query = "&".join(f"{name}={value}" for name, value in span.items())
    shown = read(client, desk.anna, f"/roster/absence/?{query}")
    assert order.number in shown and "Adam Sroka" in shown and "Zmiany, które zejdą z grafiku" in shown

    stale = client.post("/roster/absence/", span)
    assert stale.status_code == 409 and Order.objects.get().assignee == desk.ewa
    sent = span | {f"version-{order.pk}": order.version, f"owner-{order.pk}": adam.pk}
    assert client.post("/roster/absence/", sent)["Location"] == "/roster/"
    assert Order.objects.get().assignee == adam and not Shift.objects.exists()


@pytest.mark.parametrize(
    "first, last", [("2026-03-03", "2026-03-02"), ("9999-12-31", "9999-12-31"), ("x", "y")]
)
def test_an_absence_without_sense_is_refused(client, desk, first, last):
    client.force_login(desk.anna)
    asked = client.get(f"/roster/absence/?person={desk.ewa.pk}&first={first}&last={last}")
    assert asked.status_code == 422


def test_hours_are_everybodys_for_planners_and_ones_own_for_a_technician(client, desk, adam):
    make_shift(desk.ewa, "L1", now() - HOUR, hours=0.5)
    assert "Adam Sroka" in read(client, desk.anna, "/roster/hours/")
    own = read(client, desk.ewa, "/roster/hours/?month=nonsense")
    assert "Adam Sroka" not in own and "Ewa Lis" in own


def test_a_feed_is_read_without_signing_in_by_its_link_alone(client, desk):
    make_shift(desk.ewa, "L1", now() + DAY, networks=[desk.network])
    client.force_login(desk.ewa)
    client.post("/roster/feed/")
    page = client.get("/roster/feed/").content.decode()
    path = "/roster/feed/" + page.partition("/roster/feed/r")[2].partition('"')[0]
    path = path.replace("/roster/feed/", "/roster/feed/r")
    client.logout()

    answer = client.get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Zmiana L1 · FAL" in answer.content.decode()
    client.force_login(desk.ewa)
    client.post("/roster/feed/", {"close": "1"})
    assert client.get(path).status_code == 404


def test_others_networks_are_not_on_the_duty_page(client, desk):
    stranger = make_technician("L2", make_network("BUR"), name="Obcy Człowiek")
    make_shift(stranger, "L2", now() - HOUR)
    desk.assigned(at=now() - HOUR, technician=desk.ewa)

    assert "Obcy Człowiek" not in read(client, desk.ewa, "/roster/duty/")
    assert Order.objects.get().number not in read(client, stranger, "/roster/duty/")
    assert "Mój dyżur" in read(client, make_person("administrator"), "/roster/duty/")
