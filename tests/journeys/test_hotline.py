"""The hotline in real browsers: it rings, the call is on the screen, and one key ends it."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, FilePayload, expect

from amberdesk.orders.models import Order
from amberdesk.phone.models import Call, CallBack, Exchange
from amberdesk.web.office.imports.jobs import run_imports
from tests.factories import make_contact, make_person, make_shift
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.orders.shop import HOUR
from tests.phone.switchboard import CALLER, Line, make_line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(transactional_db: None) -> Line:
    line = make_line(start=now() - timedelta(seconds=40), template="24/7")
    make_contact(line.desk.site, "Anna Nowak", phones=[CALLER])
    for person, level in ((line.desk.ewa, "L1"), (line.desk.tomasz, "L2")):
        make_shift(person, level, now() - HOUR)
    return line


@pytest.fixture
def enter(browser: Browser, address: str, line: Line) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_it_rings_pops_up_and_is_solved_with_one_key(line: Line, enter: Enter) -> None:
    page = enter(line.desk.ewa, "/hotline/")
    on_air(page)
    expect(page.locator("#stage")).to_contain_text("Nikt teraz do Ciebie nie dzwoni")

    call = line.ringing(50)
    expect(page.locator("#stage")).to_contain_text("FAL 041")
    expect(page.locator("#stage")).to_contain_text("600 100 200")
    line.tell(call.key.partition(":")[2], (55, "call.answered", {"agent": "ewa", "ring": f"{call.key[4:]}r"}))
    expect(page.locator("#now")).to_contain_text("Rozmowa")

    expect(page.locator("#hl_text")).to_be_focused()
    page.keyboard.type("Drukarka nie drukuje")
    page.keyboard.press("Alt+Digit1")
    expect(page.get_by_text("Połączenie zakończone: rozwiązane w rozmowie")).to_be_visible()
    order = Order.objects.get()
    assert (order.state, order.site, order.solved_by) == ("resolved", line.desk.site, "L1")
    assert Call.objects.get().ending == "solved"


@pytest.mark.long
def test_a_call_that_a_colleague_took_and_ended_meanwhile_leaves_the_screen(line: Line, enter: Enter) -> None:
    page = enter(line.desk.ewa, "/hotline/")
    on_air(page)
    key = line.ringing(50).key.partition(":")[2]
    expect(page.locator("#now")).to_contain_text("Dzwoni")
    expect(page.locator("#call-form")).to_be_visible()

    answered = (55, "call.answered", {"agent": "tomasz", "ring": f"{key}x"})
    line.tell(key, answered, (58, "call.ended", {"by": "caller"}))

    expect(page.locator("#stage")).to_contain_text("Nikt teraz do Ciebie nie dzwoni")
    expect(page.locator("#call-form")).to_have_count(0)


@pytest.mark.long
def test_after_a_consultation_the_order_goes_to_l2_with_its_facts(line: Line, enter: Enter) -> None:
    page = enter(line.desk.ewa, "/hotline/")
    on_air(page)
    call = line.ringing(50)
    key = call.key.partition(":")[2]
    expect(page.locator("#now")).to_contain_text("Dzwoni")
    seen(page, "hotline-ringing")
    legs = [(55, "leg.answered", {"ring": f"{key}r", "agent": "ewa"})]
    line.tell(key, (55, "call.answered", {"agent": "ewa", "ring": f"{key}r"}), *legs)
    line.tell(key, (58, "leg.answered", {"ring": f"{key}x", "agent": "tomasz"}))
    expect(page.locator("#now")).to_contain_text("Tomasz Kos")

    page.locator("#hl_text").fill("Fiskalizacja nie działa")
    page.get_by_label("Kategoria").select_option(str(line.desk.category.pk))
    expect(page.locator("#hl-facts")).to_contain_text("Co musi wiedzieć następny poziom")
    page.locator(".facts-asked summary").click()
    for fact in line.desk.category.facts:
        page.locator(f"[name=fact_{fact['code']}]").fill("sprawdzone")
    seen(page, "hotline-consulting")
    page.locator("#helpers li").filter(has_text="Tomasz Kos").get_by_role("button").click()
    expect(page.get_by_text("Połączenie zakończone: przekazane dalej")).to_be_visible()

    order = Order.objects.get()
    assert (order.level, order.assignee) == ("L2", line.desk.tomasz)
    assert order.messages.get(purpose="hand_over").facts == line.desk.facts()
    people = Call.objects.get().segments.order_by("started_at").values_list("person__name", flat=True)
    assert list(people) == ["Ewa Lis", "Tomasz Kos"]


@pytest.mark.long
def test_nobody_free_becomes_a_call_back_that_is_done(line: Line, enter: Enter) -> None:
    page = enter(line.desk.ewa, "/hotline/")
    on_air(page)
    line.rejected(30, reason="nobody")
    promise = page.locator("#callbacks li").first
    expect(promise).to_contain_text("600 100 200")
    seen(page, "hotline-callbacks")

    promise.get_by_role("button", name="Oddzwaniam").click()
    expect(page.locator("#now")).to_contain_text("Nieodebrane")
    assert page.locator("#now a.caller").get_attribute("href") == f"tel:{CALLER}"
    page.locator("#hl_text").fill("Pyta o godziny serwisu")
    page.keyboard.press("Alt+Digit5")
    page.locator("#no-order .menu-box button").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_text("bez zgłoszenia (tylko informacja)")).to_be_visible()
    expect(page.locator("#callbacks")).to_contain_text("Nikomu nie trzeba oddzwonić")
    assert CallBack.objects.get().state == "done"


@pytest.mark.long
def test_rozmawiam_gives_the_same_screen_and_my_duty_lists_the_call(line: Line, enter: Enter) -> None:
    page = enter(line.desk.ewa, "/hotline/", viewport={"width": 320, "height": 700})
    page.get_by_label("Numer lub kod placówki").fill("041")
    page.keyboard.press("Enter")
    expect(page.locator("#stage")).to_contain_text("FAL 041")
    seen(page, "hotline-rozmawiam")

    page.goto("/roster/duty/")
    expect(page.locator("#calls")).to_contain_text("bez zakończenia")
    seen(page, "duty-calls")
    page.locator("#calls").get_by_role("link", name="numer nieznany").click()
    page.locator("#hl_text").fill("Waga pokazuje błąd")
    page.get_by_role("button", name="Biorę").click()
    expect(page.get_by_text("Połączenie zakończone: wzięte do realizacji")).to_be_visible()
    assert Order.objects.get().state == "in_progress" and Call.objects.get().ended_at is not None


@pytest.mark.long
def test_the_operators_report_makes_one_of_its_call_and_mine_and_a_call_back_of_the_missed(
    line: Line, enter: Enter
) -> None:
    Exchange.objects.update(kind="report")  # an exchange that tells nothing while a call runs
    ewa = enter(line.desk.ewa, "/hotline/")
    ewa.get_by_label("Numer lub kod placówki").fill("600 100 200")
    ewa.keyboard.press("Enter")
    expect(ewa.locator("#stage")).to_contain_text("Anna Nowak")
    ewa.locator("#hl_text").fill("Waga pokazuje błąd")
    ewa.keyboard.press("Alt+Digit1")
    expect(ewa.get_by_text("Połączenie zakończone: rozwiązane w rozmowie")).to_be_visible()
    mine = Call.objects.get()
    told_by_hand = mine.offered_at  # the report knows that it rang ten seconds before
    on_air(ewa)

    office = enter(make_person("administrator"), f"/office/exchanges/{line.exchange.pk}/")
    office.set_input_files("[name=file]", files=[report(line, mine)])
    office.get_by_role("button", name="Sprawdź plik").click()
    for press in (True, False):
        run_imports(now())
        office.reload()
        if press:
            expect(office.locator("main")).to_contain_text("Nowych wierszy: 2.")
            office.get_by_role("button", name="Zapisz wszystko").click()
            expect(office.get_by_role("button", name="Zapisz wszystko")).to_have_count(0)
    expect(office.locator("main")).to_contain_text("nowych 2")

    expect(ewa.locator("#callbacks")).to_contain_text("600 777 888")
    mine.refresh_from_db()
    assert mine.ending == "solved" and mine.offered_at < told_by_hand
    assert Call.objects.count() == 2 and CallBack.objects.get().number == "+48600777888"
    page = enter(line.desk.anna, f"/watch/calls/{mine.pk}/")
    expect(page.locator("#facts")).to_contain_text("0:09")  # the wait that only the report knows


def report(line: Line, mine: Call) -> FilePayload:
    """Return what the operator says of the day: the call that was told by hand, and one that nobody took."""
    at = mine.offered_at.astimezone(ZoneInfo("Europe/Warsaw")) - timedelta(seconds=10)
    rows = (
        "Data i godzina;Numer A;Numer B;Status;Czas oczekiwania;Czas rozmowy",
        f"{at:%d.%m.%Y %H:%M:%S};600100200;{line.hotline.number};Odebrane;0:00:09;0:00:01",
        f"{at:%d.%m.%Y %H:%M:%S};600777888;{line.hotline.number};Nieodebrane;0:00:30;",
    )
    return {"name": "raport.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
