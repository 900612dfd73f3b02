"""The pages of held mail: what they show and to whom, and what a press does."""

import pytest
from django.test import Client

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import DROPPED, HELD, JOINED, PLACED, Mailbox, RawMail
from amberdesk.orders.models import Order
from tests.factories import NINE, make_contact, make_person
from tests.mail.samples.building import mail, part, several, text_mail
from tests.orders.shop import Desk, make_desk

pytestmark = pytest.mark.django_db
RAW = text_mail("Kasa nie działa.", subject="Kasa 2")


@pytest.fixture
def mailbox(desk: Desk) -> Mailbox:
    return add_mailbox(desk.network, address="fala@pomoc.example", policy=Policy.FORM_ONLY)


def hold(mailbox: Mailbox, raw: bytes = RAW) -> RawMail:
    return take_in(mailbox, raw, received_at=NINE, at=NINE)


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_an_empty_list_says_what_will_be_here(client: Client, desk: Desk) -> None:
    client.force_login(desk.anna)
    assert "Nic nie czeka" in shown(client, "/mail/")
    assert "Nikt jeszcze o niczym nie zdecydował" in shown(client, "/mail/settled/")


def test_the_list_says_why_a_mail_waits_and_to_what_it_may_belong(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    order = desk.report()
    hold(mailbox, text_mail("Co z tym?", subject=f"Re: {order.number}"))
    client.force_login(desk.anna)
    page = shown(client, "/mail/")
    assert "W temacie jest numer zgłoszenia, ale to nie jest odpowiedź na nasz list." in page
    assert f'href="/orders/{order.number}/"' in page
    assert f'data-live="held:{desk.network.pk}"' in page


def test_the_navigation_counts_what_waits_for_who_decides(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    hold(mailbox)
    client.force_login(desk.anna)
    assert 'Poczta <span class="count">1</span>' in shown(client, "/roster/")
    client.force_login(desk.ewa)
    assert 'Poczta <span class="count">' not in shown(client, "/roster/")
    client.force_login(make_desk("BUR").anna)
    assert 'Poczta <span class="count">' not in shown(client, "/roster/")


def test_a_mail_shows_its_words_and_folds_what_it_quotes(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    text = "Nowe słowa.\n\nW dniu 21.11.2026 o 10:00, Pomoc pisze:\n> stare słowa\n"
    row = hold(mailbox, text_mail(text, in_reply_to="<x@y>"))
    client.force_login(desk.anna)
    page = shown(client, f"/mail/{row.pk}/")
    assert '<p class="prose">Nowe słowa.</p>' in page
    assert page.index("<details") < page.index("stare słowa")


def test_nothing_of_a_mail_is_markup(client: Client, desk: Desk, mailbox: Mailbox) -> None:
    evil = "<script>alert(1)</script>"
    raw = text_mail(
        evil, subject=evil, **{"from": f'"{evil}" <a@b.example>', "reply_to": f'"{evil}" <c@d.example>'}
    )
    row = hold(mailbox, raw)
    client.force_login(desk.anna)
    for path in ("/mail/", f"/mail/{row.pk}/"):
        assert evil not in shown(client, path)
    assert "inny adres" in shown(client, f"/mail/{row.pk}/")


def test_spf_dkim_and_dmarc_are_shown_as_a_trusted_server_found_them(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    Mailbox.objects.update(trusted_servers=["mx.pomoc.example"])
    mailbox.refresh_from_db()
    proof = "mx.pomoc.example; spf=pass smtp.mailfrom=sklep.example; dkim=fail; dmarc=fail header.from=sklep.example"
    row = hold(mailbox, text_mail("Kasa.", authentication_results=proof))
    client.force_login(desk.anna)
    page = shown(client, f"/mail/{row.pk}/")
    assert all(said in page for said in ("SPF: pass", "DKIM: fail", "DMARC: fail", "nadawca niepotwierdzony"))


def test_the_names_of_files_are_shown(client: Client, desk: Desk, mailbox: Mailbox) -> None:
    file = part(b"%PDF-1.4", "application/pdf", content_disposition='attachment; filename="umowa.pdf"')
    row = hold(mailbox, mail(several([part("W załączeniu."), file])))
    client.force_login(desk.anna)
    assert "umowa.pdf" in shown(client, f"/mail/{row.pk}/")


def test_it_becomes_an_order_with_the_guessed_shop(client: Client, desk: Desk, mailbox: Mailbox) -> None:
    make_contact(desk.site, emails=["jan@sklep.example"])
    row = hold(mailbox)
    client.force_login(desk.anna)
    assert f'value="{desk.site}"' in shown(client, f"/mail/{row.pk}/")
    answer = client.post(f"/mail/{row.pk}/place/", {"site": str(desk.site), "category": desk.category.pk})
    order = Order.objects.get()
    assert answer["Location"] == f"/orders/{order.number}/"
    assert (order.site, order.category, order.channel) == (desk.site, desk.category, "mail")


def test_a_shop_that_is_not_there_is_said_and_places_nothing(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    row = hold(mailbox)
    client.force_login(desk.anna)
    answer = client.post(f"/mail/{row.pk}/place/", {"site": "999"})
    assert answer.status_code == 422 and "Nie ma takiej placówki" in answer.content.decode()
    assert not Order.objects.exists()


def test_it_is_attached_by_the_end_of_a_number(client: Client, desk: Desk, mailbox: Mailbox) -> None:
    order, row = desk.assigned(), hold(mailbox)
    client.force_login(desk.anna)
    assert client.post(f"/mail/{row.pk}/attach/", {"number": "999999-9"}).status_code == 422
    answer = client.post(f"/mail/{row.pk}/attach/", {"number": order.number.rpartition("-0")[2].lstrip("0")})
    row.refresh_from_db()
    assert (answer.status_code, row.state, row.order_id) == (302, JOINED, order.pk)


def test_many_are_dropped_with_one_press_and_taken_back_with_one(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    rows = [hold(mailbox, text_mail(f"Kasa {n}", message_id=f"<{n}@x>")) for n in range(3)]
    ids = [row.pk for row in rows]
    client.force_login(desk.anna)
    answer = client.post("/mail/drop/", {"mail": ids[:2], "reason": "spam"})
    assert list(RawMail.objects.filter(state=DROPPED).order_by("pk").values_list("pk", flat=True)) == ids[:2]
    page = shown(client, answer["Location"])
    assert "Odrzucono 2 listy." in page and "data-undo" in page
    client.post("/mail/restore/", {"mail": ids[:2]})
    assert RawMail.objects.filter(state=HELD).count() == 3


def test_what_was_ticked_stays_ticked_when_the_list_is_fetched_anew(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    row = hold(mailbox)
    client.force_login(desk.anna)
    assert " checked>" in shown(client, f"/mail/waiting/?mail={row.pk}")
    assert " checked>" not in shown(client, "/mail/waiting/")


def test_strangers_find_nothing(client: Client, desk: Desk, mailbox: Mailbox) -> None:
    row = hold(mailbox)
    order = make_desk("BUR").report()
    for person in (
        make_person("coordinator", supervises=[order.network]),
        make_person("representative", represents=desk.network),
    ):
        client.force_login(person)
        assert client.get(f"/mail/{row.pk}/").status_code == 404
        assert client.post("/mail/drop/", {"mail": row.pk, "reason": "spam"}).status_code == 404
        assert client.post(f"/mail/{row.pk}/place/").status_code == 404
        assert client.get(f"/mail/?network={desk.network.code}").status_code == 404
    row.refresh_from_db()
    assert row.state == HELD


def test_the_whole_mail_is_for_the_office_alone_and_only_to_save(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    row = hold(mailbox)
    client.force_login(desk.anna)
    assert client.get(f"/mail/{row.pk}/raw/").status_code == 404
    client.force_login(make_person("administrator"))
    answer = client.get(f"/mail/{row.pk}/raw/")
    assert answer.content == RAW
    assert answer["Content-Disposition"] == f'attachment; filename="mail-{row.pk}.eml"'
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_office_has_mail_read_again_and_finds_all_that_came(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    row = hold(mailbox)
    Mailbox.objects.update(policy=Policy.ACCEPT)
    client.force_login(make_person("administrator"))
    assert "Kasa 2" in shown(client, "/mail/all/?q=kasa&state=held")
    client.post("/mail/again/", {"mail": row.pk, "back": "all"})
    row.refresh_from_db()
    assert row.state == PLACED
    client.force_login(desk.anna)
    assert client.get("/mail/all/").status_code == 404
    waits = hold(mailbox, text_mail("Kasa 3", message_id="<3@x>", list_id="<a.example>"))
    assert (
        "Twoja rola nie pozwala"
        in client.post("/mail/again/", {"mail": waits.pk}, follow=True).content.decode()
    )


def test_a_mail_whose_words_are_gone_says_so(client: Client, desk: Desk, mailbox: Mailbox) -> None:
    row = hold(mailbox)
    client.force_login(desk.anna)
    client.post("/mail/drop/", {"mail": row.pk, "reason": "spam"})
    RawMail.objects.update(raw=b"", subject="", sender="", erased_at=NINE)
    assert "Treść usunięta" in shown(client, f"/mail/{row.pk}/")
    assert "treść usunięta" in shown(client, "/mail/settled/")


def test_what_people_alone_can_tell_apart_is_not_offered_to_be_read_again(
    client: Client, desk: Desk, mailbox: Mailbox
) -> None:
    first, other = hold(mailbox), hold(mailbox, text_mail("Inna kasa.", subject="Kasa 3"))
    client.force_login(make_person("administrator"))
    assert other.reason == "conflict"
    assert "Odczytaj jeszcze raz" in shown(client, f"/mail/{first.pk}/")
    assert "Odczytaj jeszcze raz" not in shown(client, f"/mail/{other.pk}/")
