"""The office's pages of hotlines and exchanges."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone import lists
from amberdesk.phone.actions.set_up import add_exchange
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.models import Call, Delivery, Exchange, Hotline, Phone
from amberdesk.phone.signing import secret_of, token_of
from tests.factories import NINE, make_company, make_network, make_person

pytestmark = pytest.mark.django_db
NUMBERS = {
    "ring_seconds": 15,
    "wrap_up_seconds": 30,
    "patience_seconds": 600,
    "places": 20,
    "callback_minutes": 45,
}


@pytest.fixture
def office(client: Client) -> Client:
    make_company()
    client.force_login(make_person("administrator"))
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def make(kind: str = "api", **settings: Any) -> Exchange:
    return add_exchange(name=f"Centrala {kind}", code=kind, kind=kind, settings=settings, by=MACHINE, at=NINE)


def test_a_hotline_is_added_and_changed(office: Client) -> None:
    fal, exchange = make_network(), make()
    typed = {
        "network": fal.pk,
        "number": "58 620 11 01",
        "exchange": exchange.pk,
        "strategy": "fixed",
        "elsewhere": "500 600 700",
        **NUMBERS,
    }

    assert office.post("/office/hotlines/add/", typed).status_code == 302
    made = Hotline.objects.get()
    assert (made.number, made.exchange, made.ring_seconds) == ("+48586201101", exchange, 15)
    assert (made.callback_minutes, made.elsewhere) == (45, "+48500600700")
    assert "58 620 11 01" in page(office, "/office/hotlines/")

    again = office.post("/office/hotlines/add/", typed)
    assert again.status_code == 422 and "Ten numer ma już inna infolinia." in again.content.decode()
    office.post(
        f"/office/hotlines/{made.pk}/", {**typed, "places": 5, "active": "", "elsewhere": "58 555 00 00"}
    )
    made.refresh_from_db()
    assert (made.places, made.active, made.elsewhere) == (5, False, "+48585550000")
    circle = office.post(f"/office/hotlines/{made.pk}/", {**typed, "elsewhere": made.number})
    assert circle.status_code == 422 and "krążyłby" in circle.content.decode()


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("api", {"push_url": "http://10.0.0.5/push/{handle}"}),
        (
            "asterisk",
            {"host": "pbx", "port": 5038, "user": "amberdesk", "password": "x", "contexts": "from-carrier"},
        ),
        ("cti", {}),
        (
            "report",
            {
                "moment": "%d.%m.%Y %H:%M",
                "zone": "Europe/Warsaw",
                "encoding": "auto",
                "answered": "tak",
                "missed": "nie",
            }
            | {"column_at": "Data", "column_caller": "Numer A", "column_number": "Numer B"},
        ),
    ],
)
def test_an_exchange_of_each_kind_is_added_shown_and_changed(
    office: Client, kind: str, settings: dict[str, Any]
) -> None:
    typed = {"name": "Centrala", "code": "pbx", **settings}
    assert 'name="name"' in page(office, f"/office/exchanges/add/?kind={kind}")
    answer = office.post(f"/office/exchanges/add/?kind={kind}", typed)
    made = Exchange.objects.get()

    assert answer["Location"] == f"/office/exchanges/{made.pk}/"
    assert "jeszcze nigdy" in page(office, answer["Location"])
    office.post(f"{answer['Location']}change/", {**typed, "name": "Inna", "active": "on"})
    made.refresh_from_db()
    assert (made.name, made.active, made.code) == ("Inna", True, "pbx")
    assert page(office, f"{answer['Location']}change/").count("Inna") > 0


def test_a_password_is_never_shown(office: Client) -> None:
    made = make("asterisk", host="pbx", user="amberdesk", password="szczebrzeszyn")

    assert "szczebrzeszyn" not in page(office, f"/office/exchanges/{made.pk}/change/")
    assert "szczebrzeszyn" not in page(office, f"/office/exchanges/{made.pk}/")


@pytest.mark.parametrize(("kind", "of"), [("api", secret_of), ("cti", token_of)])
def test_a_secret_is_shown_once_when_it_is_made_and_when_it_is_renewed(
    office: Client, kind: str, of: Callable[[Exchange], str]
) -> None:
    typed = {"name": "Centrala", "code": "pbx", "push_url": ""}
    address = office.post(f"/office/exchanges/add/?kind={kind}", typed)["Location"]
    made = Exchange.objects.get()
    first = of(made)
    assert first in page(office, address)
    assert first not in page(office, address) and "Pokazaliśmy go raz" in page(office, address)

    office.post(f"{address}renew/")
    made.refresh_from_db()
    second, shown = of(made), page(office, address)
    assert first not in shown and second in shown
    assert second not in page(office, address)


def test_a_secret_is_shown_to_whoever_made_it_and_nobody_else(office: Client) -> None:
    made, other = make(), Client()
    other.force_login(make_person("administrator"))
    office.post(f"/office/exchanges/{made.pk}/renew/")
    made.refresh_from_db()

    assert secret_of(made) not in page(other, f"/office/exchanges/{made.pk}/")
    assert secret_of(made) not in str([s.get_decoded() for s in Session.objects.all()])
    assert secret_of(made) in page(office, f"/office/exchanges/{made.pk}/")


@pytest.mark.parametrize("kind", ["asterisk", "api", "cti", "report"])
def test_every_exchange_knows_technicians_by_its_own_names(office: Client, kind: str) -> None:
    facts = {"host": "pbx", "user": "amberdesk", "password": "x"} if kind == "asterisk" else {}
    made, ewa = make(kind, **facts), make_person("technician", name="Ewa Lis")
    form = page(office, f"/office/exchanges/{made.pk}/phones/add/")

    assert ('name="address"' in form) == (kind in ("asterisk", "api"))  # the others ring nobody for us
    office.post(f"/office/exchanges/{made.pk}/phones/add/", {"person": ewa.pk, "agent": "201"})
    shown = page(office, f"/office/exchanges/{made.pk}/")
    assert "Ewa Lis" in shown and "201" in shown


def test_what_cannot_be_cured_hides_nothing_that_can(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty that stay unreadable stand before one that a new reader can take; one breaks every reader."""
    monkeypatch.setattr(lists, "MOST_TROUBLES", 3)
    made = Exchange.objects.create(name="C", code="c", kind="api", key_id="a")
    kept = {"exchange": made, "received_at": NINE, "read_at": NINE, "trouble": "event 0"}
    good = json.dumps([{"id": "1", "call": "k1", "type": "call.offered", "at": NINE.isoformat()}]).encode()
    Delivery.objects.create(body=good, **kept)
    for body in (b"[{}]", b"{", b"[{}]", b"\xff", b"[[]]"):
        Delivery.objects.create(body=body, **kept)

    for _ in range(2):
        assert office.post(f"/office/exchanges/{made.pk}/read-again/").status_code == 302
    assert Call.objects.get().key == "c:k1"


def test_a_message_that_breaks_its_reader_is_set_aside_when_read_again(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Exchange.objects.create(name="C", code="c", kind="asterisk", key_id="a")
    Delivery.objects.create(
        exchange=made, received_at=NINE, body=b"", headers={"queues": "{"}, trouble="unreadable"
    )

    assert office.post(f"/office/exchanges/{made.pk}/read-again/").status_code == 302
    assert Delivery.objects.get().trouble == "unreadable"


def test_what_could_not_be_read_is_shown_as_text_and_read_again(office: Client) -> None:
    made = make()
    take_in(made, b'[{"id": "<b>", "call": "x", "type": "<script>alert(1)</script>"}]', headers={}, at=NINE)
    shown = page(office, f"/office/exchanges/{made.pk}/")

    assert "unknown type" in shown and "<script>alert" not in shown
    assert office.post(f"/office/exchanges/{made.pk}/read-again/").status_code == 302


def test_a_technician_s_phone_is_added_and_dropped(office: Client) -> None:
    made, ewa = make(), make_person("technician", name="Ewa Lis")
    office.post(f"/office/exchanges/{made.pk}/phones/add/", {"person": ewa.pk, "agent": "PJSIP/t1"})
    phone = Phone.objects.get()

    assert "PJSIP/t1" in page(office, f"/office/exchanges/{made.pk}/")
    office.post(f"/office/phones/{phone.pk}/drop/")
    assert not Phone.objects.exists()


def test_an_exchange_of_no_kind_and_a_report_for_another_kind_are_not_there(office: Client) -> None:
    made = make()

    assert office.get("/office/exchanges/add/?kind=fax").status_code == 404
    assert office.post(f"/office/exchanges/{made.pk}/report/").status_code == 302
