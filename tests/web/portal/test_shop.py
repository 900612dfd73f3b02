"""A shop reports on its own page: once, whatever it presses; and nothing that it typed is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils.timezone import now

from amberdesk.customers.actions.sites import leave_site, revoke_site_link
from amberdesk.customers.models import AgreementVersion
from amberdesk.orders.actions import cancel
from amberdesk.orders.models import Order, Participant
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.web.portal import tokens
from tests.factories import make_device, make_site
from tests.orders.shop import Desk, actor, make_desk
from tests.web.portal.shops import Shop, own_address, text_of, token_in


def test_the_page_offers_the_shops_devices_and_what_to_try_first(shop: Shop):
    page = text_of(shop.page())
    assert "Drukarka fiskalna Kasa 2 Coś innego" in page
    assert "Spróbuj najpierw Drukarka fiskalna Otwórz pokrywę" in page
    assert "58 620 11 00" in page


def test_a_shop_without_known_devices_chooses_a_kind(desk: Desk):
    bare = Shop(desk)
    desk.site = make_site(desk.network, "099")
    page = bare.page()
    assert "Kasa 2" not in text_of(page)
    assert 'value="c:payment_terminal"' in page.content.decode()
    order = bare.reported(what="c:payment_terminal")
    assert (order.category.code, order.device) == ("payment_terminal", None)


def test_a_report_has_all_that_was_said(shop: Shop):
    order = shop.reported(selling="no", email="Maria@Fala.example", text="Nie drukuje\nod rana")
    desk = shop.desk

    assert (order.channel, order.site, order.device, order.category) == (
        "form",
        desk.site,
        desk.device,
        desk.category,
    )
    assert (order.subject, order.impact, order.language) == ("Nie drukuje", "high", "pl")
    assert (order.reporter_name, order.reporter_phone) == ("Maria", "58 620 11 22")
    assert order.reporter_email == "maria@fala.example"
    assert order.messages.get().text == "Nie drukuje\nod rana"
    assert journal(order.subject_key).get().actor_kind == "link"
    assert journal(order.subject_key).get().origin == "portal"


@pytest.mark.parametrize(("selling", "impact"), [("yes", "low"), ("partly", "medium"), ("no", "high")])
def test_whether_the_shop_can_sell_gives_the_impact(shop: Shop, selling: str, impact: str):
    assert shop.reported(selling=selling).impact == impact


def test_steps_that_did_not_help_are_told_to_the_technician(shop: Shop):
    order = shop.reported(tried=["fiscal_printer:1", "fiscal_printer:99", "till:0", "x"])
    assert order.messages.get().text.endswith(
        "paragonów\n✓ Wyłącz urządzenie, odczekaj 30 sekund i włącz je ponownie."
    )


def test_the_number_comes_at_once_on_the_orders_own_page(shop: Shop):
    response = shop.send()
    assert response.status_code == 303
    page = shop.client.get(response["Location"])
    number = Order.objects.get().number
    assert f"{number[:-3]}<strong>{number[-3:]}</strong>" in page.content.decode()
    assert "Zgłoszenie zarejestrowane." in text_of(page)
    assert "Potwierdzenie" not in text_of(page)


def test_a_confirmation_is_announced_only_to_who_gave_an_address(shop: Shop):
    page = text_of(shop.client.get(shop.send(email="maria@fala.example")["Location"]))
    assert "Potwierdzenie z linkiem do tej strony wyślemy na maria@fala.example." in page


def test_pressing_twice_makes_one_order(shop: Shop):
    form = shop.filled()
    first, second = (shop.client.post(shop.address, form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_the_same_instant_makes_one_order():
    shop = Shop(make_desk())
    form, gate = shop.filled(), threading.Barrier(4)

    def press(_: int) -> str:
        gate.wait()
        try:
            return Client().post(shop.address, form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1
    assert Order.objects.count() == 1


def test_another_report_from_the_same_page_is_asked_about_and_then_taken(shop: Shop):
    form = shop.filled()
    shop.client.post(shop.address, form)
    number = Order.objects.get().number
    asked = shop.client.post(shop.address, {**form, "text": "Waga nie waży"})

    assert asked.status_code == 409
    assert f"Z tej strony wysłano już zgłoszenie {number}." in text_of(asked)
    assert own_address(Order.objects.get()) in asked.content.decode()
    assert "Waga nie waży" in text_of(asked)
    assert shop.reported(text="Waga nie waży", token=token_in(asked)).subject == "Waga nie waży"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("what", "", "Wybierz, co nie działa."),
        ("what", "d999999", "Wybierz, co nie działa."),
        ("what", "d" + "9" * 40, "Wybierz, co nie działa."),
        ("what", "<script>", "Wybierz, co nie działa."),
        ("text", " \r\n ", "Napisz jednym zdaniem"),
        ("text", "x" * 5001, "najwyżej 5000 znaków"),
        ("selling", "", "Zaznacz, czy można sprzedawać"),
        ("selling", "maybe", "Zaznacz, czy można sprzedawać"),
        ("name", " ", "Wpisz imię"),
        ("name", "x" * 121, "najwyżej 120 znaków"),
        ("phone", "12", "wygląda na niepełny"),
        ("phone", "1" * 16, "wygląda na niepełny"),
        ("email", "maria", "To nie wygląda na adres e-mail"),
        ("email", "a@b.pl,ofiara@x.pl", "To nie wygląda na adres e-mail"),
        ("email", "danger-$USER@x", "To nie wygląda na adres e-mail"),
        ("email", "-oQ/tmp", "To nie wygląda na adres e-mail"),
        ("email", "|cmd@x.pl\r\nBcc: y@x.pl", "To nie wygląda na adres e-mail"),
        ("website", "http://spam.example", "pole, którego ludzie nie widzą"),
        ("token", "nonsense", "Strona była otwarta bardzo długo"),
    ],
)
def test_every_fault_has_a_sentence_and_everything_typed_stays(
    shop: Shop, field: str, value: str, sentence: str
):
    usual = {
        "name": "Maria Ósma",
        "text": "Opis z „cudzysłowem”",
        "phone": "58 620 11 22",
        "email": "m@fala.example",
    }
    response = shop.send(**{**usual, field: value})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Wpisane dane są zachowane" in text_of(response)
    for name, typed in usual.items():
        assert name == field or typed in response.content.decode()
    assert not Order.objects.exists()
    assert shop.reported(token=token_in(response))


def test_a_token_serves_one_page_of_one_shop_for_a_week(shop: Shop):
    at = now()
    assert tokens.read(tokens.issue("s1", at), "s1", at + timedelta(days=6))
    assert tokens.read(tokens.issue("s1", at), "s1", at + timedelta(days=7)) is None
    assert tokens.read(tokens.issue("s1", at), "s11", at) is None
    assert tokens.read(tokens.issue("p1", at), "s1", at) is None
    other = make_site(shop.desk.network, "042")
    assert shop.send(token=tokens.issue(f"s{other.pk}", at)).status_code == 422


def test_what_nobody_asked_for_is_ignored(shop: Shop):
    other = make_site(shop.desk.network, "042")
    order = shop.reported(
        state="closed", priority="P1", level="L3", number="FAL-26-999999-9", site=other.pk, network=99, internal="false",
        placed_at="2020-01-01", assignee=shop.desk.ewa.pk, scope="payable", contact=1, reported_at="2020-01-01",
    )  # fmt: skip
    assert (order.state, order.level, order.site) == ("new", "L1", shop.desk.site)
    assert (order.assignee, order.scope, order.priority) == (None, "", "P2")
    assert now() - order.reported_at < timedelta(minutes=1)


def test_a_device_of_another_shop_cannot_be_named(shop: Shop):
    foreign = make_device(make_site(shop.desk.network, "042"))
    assert shop.send(what=f"d{foreign.pk}").status_code == 422


def test_no_line_breaks_get_into_names(shop: Shop):
    order = shop.reported(
        name="Maria\r\nBcc: ofiara@x.pl\u2028\u202e", phone="58 620\n11 22", text="Temat\u2028drugi\r\nreszta"
    )
    assert order.reporter_name == "Maria Bcc: ofiara@x.pl"
    assert order.reporter_phone == "58 620 11 22"
    assert order.subject.isprintable()


def test_markup_stays_text(shop: Shop):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    response = shop.send(text=evil, name='"><svg onload=alert(1)>', selling="")
    for page in (response, shop.client.get(shop.send(text=evil, name=evil)["Location"])):
        assert b"<script>alert" not in page.content
        assert b"<svg onload" not in page.content
        assert b"<img src=x" not in page.content


def test_who_reports_is_remembered_by_this_browser(shop: Shop):
    shop.send(name="Żaneta Łoś", phone="501 502 503")
    page = shop.page().content.decode()
    assert 'value="Żaneta Łoś"' in page
    assert 'value="501 502 503"' in page
    cookie = shop.client.cookies["reporter"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/s/")
    assert "Żaneta" not in Client().get(shop.address).content.decode()


@pytest.mark.parametrize("value", ["", "x", "%5B1%5D", '%5B"a","b","c","d"%5D', "%7B%7D", "null", '"' * 50])
def test_a_strange_cookie_is_no_trouble(shop: Shop, value: str):
    shop.client.cookies["reporter"] = value
    assert shop.page().status_code == 200


def test_neither_session_nor_csrf_cookie_is_needed_or_set(shop: Shop, django_assert_num_queries):
    shop.page()
    form = shop.filled()
    with django_assert_num_queries(3):  # the shop and all of it; the number; everything that is written
        shop.client.post(shop.address, form)
    assert set(shop.client.cookies) == {"reporter"}


def test_other_methods_are_refused(shop: Shop):
    assert shop.client.put(shop.address).status_code == 405
    assert shop.client.delete(shop.address).status_code == 405


def test_strangers_learn_nothing(shop: Shop):
    gone = make_desk("BUR")
    addresses = [
        shop.address.replace("/s/s", "/s/s1"),
        "/s/s1-1-a-" + "0" * 32 + "/",
        "/s/x/",
        "/o/" + shop.address[3:],
    ]
    addresses.append(Shop(gone).address)
    leave_site(gone.site, on=now().date(), by=MACHINE, at=now())
    addresses.append(shop.address)
    revoke_site_link(shop.desk.site, by=MACHINE, at=now())

    answers = [shop.client.get(address) for address in addresses]
    answers += [
        shop.client.post(address, {"text": "x"}) for address in addresses if address.startswith("/s/")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_network_that_left_has_no_page(shop: Shop):
    network = shop.desk.network
    network.active = False
    network.save()
    assert shop.page().status_code == 404
    assert shop.client.post(shop.address, {}).status_code == 404


@pytest.mark.parametrize("limit", ["MOST_OF_SHOP", "MOST_OF_PERSON"])
def test_too_many_reports_are_told_to_call_and_lose_nothing(
    shop: Shop, limit: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(f"amberdesk.web.portal.shop.{limit}", 2)
    first = shop.filled(text="Pierwsze")
    shop.client.post(shop.address, first)
    shop.reported(text="Drugie")
    third = shop.send(text="Trzecie, pilne")

    assert third.status_code == 429
    assert "zadzwoń: 58 620 11 00" in text_of(third)
    assert "Trzecie, pilne" in text_of(third)
    assert shop.client.post(shop.address, first).status_code == 303  # it is here already


def test_the_limit_of_a_person_does_not_stop_the_shop(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("amberdesk.web.portal.shop.MOST_OF_PERSON", 1)
    shop.reported(email="m@fala.example", phone="")
    assert shop.send(email="M@fala.example", phone="").status_code == 429
    assert shop.send(email="", phone="").status_code == 303
    assert shop.send(email="", phone="").status_code == 303


def test_old_reports_and_other_shops_do_not_count(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("amberdesk.web.portal.shop.MOST_OF_SHOP", 1)
    shop.desk.report(at=now() - timedelta(hours=2))
    shop.desk.report(at=now(), site=make_site(shop.desk.network, "042"), device=None)
    assert shop.send().status_code == 303


def test_when_the_database_is_away_what_was_typed_can_be_sent_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    form = shop.filled(text='Pilne "bardzo"', tried=["fiscal_printer:0", "fiscal_printer:1"])
    with monkeypatch.context() as broken:

        def away(*_: object, **__: object) -> None:
            raise OperationalError("server closed the connection unexpectedly")

        broken.setattr("amberdesk.web.portal.shop.shopfront", away)
        page = shop.client.post(shop.address, form)
    assert page.status_code == 503
    assert page["Retry-After"]
    text = page.content.decode()
    for value in ("Pilne &#34;bardzo&#34;", "fiscal_printer:0", "fiscal_printer:1", form["token"]):
        assert f'value="{value}"' in text
    assert shop.client.post(shop.address, form).status_code == 303


def test_without_an_agreement_the_shop_is_told_to_call(shop: Shop):
    AgreementVersion.objects.update(valid_until=now().date() - timedelta(days=1))
    shop.desk.network.terms_stamp += 1
    shop.desk.network.save()
    assert shop.page().status_code == 200
    response = shop.send()
    assert response.status_code == 422
    assert "Zadzwoń, przyjmiemy je przez telefon." in text_of(response)


def test_a_network_may_ask_for_an_address_and_say_something(shop: Shop):
    network = shop.desk.network
    network.form_settings = {"email_required": True, "note": {"pl": "Terminale zgłaszaj też w banku."}}
    network.save()
    assert "Terminale zgłaszaj też w banku." in text_of(shop.page())
    assert "Twoja sieć go wymaga" in text_of(shop.send(email=""))
    assert shop.send(email="maria@fala.example").status_code == 303


def test_open_orders_show_device_state_and_age_only(shop: Shop):
    shop.reported(
        name="Grażyna Tajna", text="Sekretna treść", phone="500 600 700", email="tajna@fala.example"
    )
    page = text_of(Client().get(shop.address))
    assert "Drukarka fiskalna · Kasa 2 przyjęte, zgłoszone" in page
    assert "już zgłoszone" in page
    for secret in ("Tajna", "Sekretna", "500 600 700", "tajna@", "FAL-"):
        assert secret not in page


def test_me_too_follows_the_order_without_its_names_and_texts(shop: Shop):
    order = shop.reported(name="Grażyna Tajna", text="Sekretna treść")
    response = shop.send(join=order.pk, name="Ola", what="", text="", selling="")

    assert response.status_code == 303
    assert Order.objects.count() == 1
    joined = Participant.objects.get(name="Ola")
    assert (joined.order, joined.reporter) == (order, False)
    page = text_of(shop.client.get(response["Location"]))
    assert order.number.rsplit("-", 1)[0][:6] in page
    for secret in ("Tajna", "Sekretna"):
        assert secret not in page


def test_me_too_needs_a_name_and_an_open_order_of_this_shop(shop: Shop):
    desk = shop.desk
    order = shop.reported()
    foreign = desk.report(site=make_site(desk.network, "042"), device=None)
    assert "Wpisz imię" in text_of(shop.send(join=order.pk, name=""))
    for other in (foreign.pk, "x", "9" * 30, "0"):
        assert shop.send(join=other).status_code == 422
    cancel(order, reason="Pomyłka", by=actor(desk.anna), at=now())
    assert "Tego zgłoszenia nie można już śledzić" in text_of(shop.send(join=order.pk))
    assert Participant.objects.count() == 2


def test_first_aid_that_helped_needs_no_order(shop: Shop):
    response = shop.send(helped="fiscal_printer", text="", name="")
    assert response.status_code == 302
    assert "Świetnie, że pomogło." in text_of(shop.client.get(response["Location"]))
    assert not Order.objects.exists()
    told = journal(f"site:{shop.desk.site.pk}").get(kind="site.first_aid_helped")
    assert told.data["category"] == shop.desk.category.pk


def test_first_aid_is_counted_in_bounds(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("amberdesk.customers.actions.first_aid.MOST", 2)
    for helped in ("fiscal_printer", "nonsense", "fiscal_printer", "fiscal_printer"):
        assert shop.send(helped=helped).status_code == 302
    shop.send(helped="fiscal_printer", token="forged")
    assert journal(f"site:{shop.desk.site.pk}").filter(kind="site.first_aid_helped").count() == 2


def test_the_reader_chooses_the_language(shop: Shop):
    chosen = shop.client.get(shop.address, {"lang": "uk"})
    assert chosen["Location"] == shop.address
    assert '<html lang="uk">' in shop.page().content.decode()
    assert shop.reported().language == "uk"


def test_a_browser_without_wishes_gets_the_shops_language(shop: Shop):
    shop.desk.site.language = "en"
    shop.desk.site.save()
    assert '<html lang="en">' in Client().get(shop.address).content.decode()
    assert '<html lang="en">' in Client(headers={"accept-language": "de"}).get(shop.address).content.decode()
    assert (
        '<html lang="uk">'
        in Client(headers={"accept-language": "uk-UA,uk;q=0.9"}).get(shop.address).content.decode()
    )


def test_another_host_is_never_redirected_to(shop: Shop):
    for query in ("?lang=en&next=//evil.example", "?next=https://evil.example"):
        response = shop.client.get(shop.address + query)
        assert response.get("Location", shop.address) == shop.address


def test_pages_leave_no_trace_in_other_places(shop: Shop):
    page = shop.page()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert "'unsafe" not in page["Content-Security-Policy"]
    assert b" style=" not in page.content
    assert b"<script>" not in page.content


def test_shops_never_hear_of_levels(shop: Shop):
    for page in (shop.page(), shop.client.get(shop.send()["Location"])):
        text = text_of(page)
        assert not any(word in text for word in ("L1", "L2", "L3", "linia wsparcia", "P1", "P2", "P3", "SLA"))
