import pytest

from amberdesk.orders import actions
from tests.factories import NINE, make_person
from tests.orders.shop import HOUR, Desk, actor, make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def test_the_coordinator_reads_figures_with_a_table_behind_each_chart(client, desk):
    desk.in_progress()
    client.force_login(desk.anna)
    page = client.get("/reports/").content.decode()
    assert page.count('<svg class="chart"') == 2 and "<table" in page
    assert f'<dt>{desk.ewa.name}</dt><dd><progress class="clock-bar" max="1" value="1"' in page


def test_every_figure_says_on_a_phone_what_it_counts(client, desk):
    client.force_login(desk.anna)
    page = client.get("/reports/").content.decode()
    assert page.count('<td class="num" data-label="Zgłoszone">') == page.count('<th scope="row">') > 0


def test_a_representative_reads_his_own_network_and_no_names_of_technicians(client, desk):
    other = make_desk("BUR")
    client.force_login(make_person("representative", represents=desk.network))
    page = client.get("/reports/").content.decode()
    assert desk.ewa.name not in page and other.network.name not in page
    assert f'<span class="dim">{desk.network.name}</span>' in page
    assert client.get("/reports/?network=BUR").status_code == 404
    assert client.get("/reports/weeks.csv?network=BUR").status_code == 404


@pytest.mark.parametrize("role", ["technician", "administrator"])
def test_others_find_no_such_page(client, desk, role):
    client.force_login(make_person(role))
    assert client.get("/reports/").status_code == 404


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/reports/").status_code == 302


def test_weeks_come_as_a_sheet(client, desk):
    client.force_login(desk.anna)
    sheet = b"".join(client.get("/reports/weeks.csv").streaming_content).decode("utf-8-sig")
    assert len(sheet.strip().splitlines()) == 54


def test_what_l1_solved_is_shown_with_numerator_denominator_and_the_orders(client, desk):
    order = desk.in_progress()
    actions.resolve(order, text="ok", code="x", minutes=5, by=actor(desk.ewa), at=NINE + HOUR)
    client.force_login(desk.anna)
    page = client.get("/reports/solved-at-l1/?from=2026-03-01&to=2026-03-31").content.decode()
    assert '<small class="dim">1/1</small>' in page and order.number in page and "2026-03" in page
    assert (
        order.number
        not in client.get("/reports/solved-at-l1/?from=2026-04-01&to=2026-04-30").content.decode()
    )
    other = client.get(
        "/reports/solved-at-l1/?from=2026-03-01&to=2026-03-31&outcome=escalated"
    ).content.decode()
    assert order.number not in other


@pytest.mark.parametrize(
    "asked", ["from=2026-03-31&to=2026-03-01", "from=x", "to=99999-01-01", "from=0001-01-01&to=9999-12-31"]
)
def test_days_that_are_none_are_refused_in_words(client, desk, asked):
    client.force_login(desk.anna)
    answer = client.get(f"/reports/solved-at-l1/?{asked}")
    assert answer.status_code == 200 and "Podaj dwa dni" in answer.content.decode()


def test_another_network_group_or_outcome_is_no_page(client, desk):
    make_desk("BUR")
    client.force_login(desk.anna)
    for asked in ("network=BUR", "group=Nic", "outcome=L7"):
        assert client.get(f"/reports/solved-at-l1/?{asked}").status_code == 404
