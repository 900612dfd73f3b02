""" "Przyjmuję" on the order's page, behind the letter's link, on "Mój dyżur" and by the API."""

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.add_token import add_token
from tests.orders.calling import Crew, make_crew, steps, urgent
from tests.orders.shop import MINUTE
from tests.web.orders.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Crew:
    return make_crew()


@pytest.fixture
def order(crew: Crew) -> Order:
    return urgent(crew, crew.desk.ewa, at=now() - MINUTE)


def page(browser: Client, path: str) -> str:
    return browser.get(path).content.decode()


def test_the_page_says_who_was_called_and_one_press_accepts(crew, order, as_person: Browser):
    address = f"/orders/{order.number}/"
    shown = page(browser := as_person(crew.zenon), address)
    assert "Wezwano: Ewa Lis." in shown and 'id="act-accept"' in shown
    assert browser.post(f"{address}accept/", {"version": 1}).status_code == 302
    after = page(browser, address)
    assert 'id="act-accept"' not in after and "Wezwano:" not in after
    assert "przyjmuje zgłoszenie" in after and "wzywa, technik zgłoszenia: Ewa Lis" in after
    assert steps(order)[-1] == ("accepted", None)


def test_the_letters_link_is_a_page_with_the_button_and_later_says_that_somebody_has(crew, order, as_person):
    browser, address = as_person(crew.desk.ewa), f"/orders/{order.number}/accept/"
    shown = page(browser, address)
    assert "Przyjmuję" in shown and "Pilne zgłoszenie" in shown
    assert browser.post(address).status_code == 302
    late = browser.get(address)
    assert late.status_code == 409 and "ktoś już przyjął" in late.content.decode()
    assert browser.post(address).status_code == 409
    assert Client().get(address).status_code == 302  # to sign in


def test_the_representative_sees_nothing_of_it(crew, order, as_person):
    from tests.factories import make_person

    boss = make_person("representative", represents=crew.desk.network)
    shown = page(as_person(boss), f"/orders/{order.number}/")
    assert "Wezwano" not in shown and "wzywa" not in shown and "accept" not in shown
    assert as_person(boss).post(f"/orders/{order.number}/accept/").status_code == 404


def test_a_manager_finds_his_call_on_his_duty_page_and_accepts(crew, order, as_person):
    for _ in range(2):
        assert "Wezwania" not in page(as_person(crew.maria), "/roster/duty/")
    mine = page(as_person(crew.desk.ewa), "/roster/duty/")
    assert f'id="summons-{order.pk}"' in mine and f"/orders/{order.number}/accept/" in mine
    assert as_person(crew.maria).post(f"/orders/{order.number}/accept/").status_code == 302
    assert "Wezwania" not in page(as_person(crew.desk.ewa), "/roster/duty/")


def test_programs_accept_and_are_told_when_there_is_nothing_to_accept(crew, order):
    secret = add_token(crew.desk.ewa, "telefon", by=MACHINE, at=now())[1]
    said = {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}
    address = f"/api/v1/orders/{order.number}/accept"
    assert "accept" in Client().get(address.removesuffix("/accept"), **said).json()["acts"]
    done = Client().post(address, "{}", **said)
    assert done.status_code == 200 and "accept" not in done.json()["order"]["acts"]
    again = Client().post(address, "{}", **said)
    assert again.status_code == 409 and again.json()["code"] == "nobody_called"
    assert journal(order.subject_key).filter(kind="order.accepted").count() == 1
