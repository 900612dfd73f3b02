"""On the order of a letter that did not arrive stands a button, for those who may write to the customer."""

from amberdesk.mail.models import FAILED, WAITING, OutgoingMail
from tests.mail.test_send_again import failed_letter
from tests.orders.shop import Desk
from tests.web.orders.conftest import Browser


def test_a_press_sends_the_letter_again_and_takes_the_banner_away(desk: Desk, as_person: Browser) -> None:
    letter = failed_letter(desk)
    page, browser = f"/orders/{letter.order.number}/", as_person(desk.ewa)
    address = f"{page}letters/{letter.pk}/send-again/"
    assert address in browser.get(page).content.decode()
    answer = browser.post(address, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain == [(page, 302)]
    assert "Wysyłamy jeszcze raz na adres maria@fala.example." in shown
    assert address not in shown and "nie wyszła" not in shown
    assert OutgoingMail.objects.get(pk=letter.pk).state == WAITING


def test_a_second_press_says_that_it_is_done(desk: Desk, as_person: Browser) -> None:
    letter = failed_letter(desk)
    address = f"/orders/{letter.order.number}/letters/{letter.pk}/send-again/"
    browser = as_person(desk.ewa)
    browser.post(address)
    said = browser.post(address, headers={"HX-Request": "true"}).headers["HX-Trigger"]
    assert "nie czeka" in said.encode().decode("unicode_escape")


def test_who_may_not_write_to_the_customer_sees_no_button_and_is_told_so(
    desk: Desk, as_person: Browser
) -> None:
    letter = failed_letter(desk)
    page, browser = f"/orders/{letter.order.number}/", as_person(desk.olga)
    address = f"{page}letters/{letter.pk}/send-again/"
    shown = browser.get(page).content.decode()
    assert "maria@fala.example" in shown and address not in shown
    assert browser.post(address, follow=True).status_code == 200
    assert OutgoingMail.objects.get(pk=letter.pk).state == FAILED


def test_a_letter_of_another_order_is_not_found(desk: Desk, as_person: Browser) -> None:
    letter, other = failed_letter(desk), desk.report(subject="Inne")
    answer = as_person(desk.ewa).post(f"/orders/{other.number}/letters/{letter.pk}/send-again/")
    assert answer.status_code == 404 and OutgoingMail.objects.get(pk=letter.pk).state == FAILED
