"""Lists in a real browser: a technician finds his orders, keeps a list, and sees what comes without reloading."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from amberdesk.customers.codes import Degree, Level, WaitReason
from amberdesk.orders.actions import assign, start, wait
from tests.factories import make_person
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.orders.shop import DAY, Desk, actor, make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def enter(browser: Browser, address: str, desk: Desk) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_a_technician_sees_his_orders_change_and_new_ones_announced(enter, desk):
    mine = desk.assigned(at=now(), technician=desk.ewa)
    page = enter(desk.ewa, "/orders/?assignee=me")
    on_air(page)
    row = page.locator(f"#row-{mine.pk}")
    expect(row).to_contain_text("Przydzielone")

    start(mine, by=actor(desk.ewa), at=now())
    expect(row).to_contain_text("W realizacji")

    desk.report(at=now())  # nobody's yet: not on this list
    given = desk.assigned(at=now(), technician=desk.ewa)
    expect(page.locator("#news")).to_contain_text("1 nowe na tej liście")
    page.locator("#news a").click()
    expect(page.locator(f"#row-{given.pk}")).to_be_visible()

    on_air(page)
    page.keyboard.press("j")
    expect(page.locator("#orders tbody tr a").nth(0)).to_be_focused()
    page.keyboard.press("j")
    second = page.locator("#orders tbody tr a").nth(1)
    expect(second).to_be_focused()
    start(given, by=actor(desk.ewa), at=now())
    wait(mine, reason=WaitReason.PART, until=now() + DAY, by=actor(desk.ewa), at=now())
    expect(page.locator(f"#row-{given.pk}")).to_contain_text("W realizacji")
    expect(page.locator(f"#row-{mine.pk}")).to_contain_text("Oczekuje")
    expect(second).to_be_focused()  # rows fetched anew leave the reader where he is
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/FAL-*/")


@pytest.mark.long
def test_a_filter_is_chosen_kept_under_a_name_and_called_again(enter, desk):
    second = assign(desk.report(at=now()), level=Level.L2, by=actor(desk.anna), at=now())
    first = desk.assigned(at=now(), technician=desk.ewa)
    page = enter(desk.anna, "/orders/")

    page.get_by_text("Filtry").click()
    filters = page.locator(".filter-card")
    filters.get_by_label("Poziom").select_option("L2")
    filters.get_by_role("button", name="Pokaż").click()
    expect(page.locator(f"#row-{second.pk}")).to_be_visible()
    expect(page.locator(f"#row-{first.pk}")).to_have_count(0)

    page.get_by_text("Zapisane listy").click()
    page.get_by_label("Zapisz tę listę jako").fill("Druga linia")
    page.get_by_label("dla wszystkich").check()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Zapisano listę „Druga linia”")

    other = enter(desk.tomasz, "/orders/")
    other.get_by_text("Zapisane listy").click()
    other.get_by_role("link", name="Druga linia").click()
    expect(other.locator(f"#row-{second.pk}")).to_be_visible()
    expect(other.locator(f"#row-{first.pk}")).to_have_count(0)


def test_the_list_leaves_as_a_file(enter, desk):
    order = desk.report(at=now(), subject="=1+1")
    page = enter(desk.anna, "/orders/")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Pobierz CSV").click()

    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert order.number in text and "'=1+1" in text


@pytest.mark.long
def test_the_list_reads_well_in_light_dark_on_a_phone_and_enlarged(enter, desk):
    for number in range(4):
        desk.report(
            at=now(), impact=list(Degree)[number % 3], subject="Drukarka fiskalna nie drukuje paragonów"
        )
    desk.in_progress(at=now())
    wait(
        desk.in_progress(at=now()),
        reason=WaitReason.APPOINTMENT,
        until=now() + DAY,
        by=actor(desk.ewa),
        at=now(),
    )
    boss = make_person("representative", "Ewa Nowak", represents=desk.network)
    page = enter(desk.ewa, "/orders/")
    on_air(page)
    seen(page, "list")
    page.get_by_text("Filtry").click()
    seen(page, "list-filters")
    page.get_by_text("Zapisane listy").click()
    seen(page, "list-saved", dark=False)

    seen(enter(boss, "/orders/"), "list-customer", dark=False)
