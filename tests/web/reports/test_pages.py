import pytest
from django.utils import translation

from amberdesk.customers.codes import Channel
from amberdesk.orders import actions
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.reports.actions.reckon import reckon_days
from amberdesk.reports.queries import weeks
from amberdesk.web.reports.views import ways_of
from tests.factories import NINE, make_person
from tests.orders.shop import HOUR, actor, make_desk

pytestmark = pytest.mark.django_db


def test_the_coordinator_reads_figures_with_a_table_behind_each_chart(client, desk):
    desk.in_progress()
    client.force_login(desk.anna)
    page = client.get("/reports/").content.decode()
    assert page.count('<svg class="chart"') == 3 and "<table" in page
    assert f'<dt>{desk.ewa.name}</dt><dd><progress class="clock-bar" max="1" value="1"' in page


def test_every_figure_says_on_a_phone_what_it_counts(client, desk):
    client.force_login(desk.anna)
    page = client.get("/reports/").content.decode()
    weeks_shown = page.count('<td class="num" data-label="Zgłoszone">')
    assert weeks_shown == page.count('<td class="num" data-label="formularz">') > 0
    assert page.count('<th scope="row">') == 2 * weeks_shown


def test_the_ways_of_a_week_are_shares_with_their_counts_in_a_table(client, desk):
    for n in range(4):
        desk.report(channel=Channel.MAIL if n == 0 else Channel.FORM)
    while fan_out(NINE + HOUR) + run_lane("figures", NINE + HOUR):
        pass
    reckon_days(NINE + HOUR)
    client.force_login(desk.anna)
    with translation.override("pl"):
        shown = ways_of(weeks([desk.network.pk], NINE.date())[-1])
    assert [(way.orders, way.share) for way in shown] == [(3, 0.75), (0, 0.0), (1, 0.25), (0, 0.0)]
    assert "Którędy przychodzą zgłoszenia" in client.get("/reports/").content.decode()


def test_a_week_without_reports_has_no_shares(client, desk):
    assert {way.share for way in ways_of(weeks([desk.network.pk], NINE.date())[0])} == {None}


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
