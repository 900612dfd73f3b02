"""The office sets up exchanges, hotlines and phones."""

from datetime import timedelta
from typing import Any

import pytest

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event
from amberdesk.people.secrets import opened
from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.actions.hotlines import add_hotline, change_hotline
from amberdesk.phone.actions.set_up import (
    add_exchange,
    assign_phone,
    change_exchange,
    remove_phone,
    renew_secret,
)
from amberdesk.phone.actions.take_in import note_told
from amberdesk.phone.exchanges import COLUMNS, asterisk_settings, report_settings
from amberdesk.phone.happenings import Happening, What
from amberdesk.phone.models import Call, CallBack, Exchange, HalfHour, Hotline, Phone
from amberdesk.phone.signing import secret_of
from tests.factories import NINE, make_company, make_network, make_person
from tests.orders.shop import actor

pytestmark = pytest.mark.django_db
WHO: dict[str, Any] = {"by": MACHINE, "at": NINE}
ASTERISK = {"host": "10.0.0.5", "user": "amberdesk", "password": "bursztyn", "contexts": ["from-carrier"]}


def make_exchange(kind: str = "asterisk", **settings: Any) -> Exchange:
    facts = (ASTERISK if kind == "asterisk" else {}) | settings
    return add_exchange(name=f"Centrala {kind}", code=kind, kind=kind, settings=facts, **WHO)


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_a_password_is_kept_closed_and_an_empty_one_leaves_it() -> None:
    made = make_exchange()
    changed = change_exchange(made, {"settings": {"password": "", "port": 5039}}, **WHO)

    kept = asterisk_settings(Exchange.objects.get().settings)
    assert "bursztyn" not in str(changed.settings) and "bursztyn" not in str(Event.objects.values("data"))
    assert (opened(kept.password), kept.port, kept.contexts) == ("bursztyn", 5039, ("from-carrier",))


def test_what_stays_the_same_is_no_event() -> None:
    made = make_exchange("report")
    before = kinds()
    change_exchange(made, {"name": "Centrala report", "settings": {"moment": "%d.%m.%Y %H:%M:%S"}}, **WHO)

    assert kinds() == before


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"host": ""}, "host"),
        ({"host": "a b"}, "host"),
        ({"port": 0}, "port"),
        ({"user": "a\r\nAction: Originate"}, "user"),
        ({"contexts": []}, "contexts"),
        ({"contexts": ["from carrier"]}, "contexts"),
        ({"dial_context": "a;b"}, "dial_context"),
        ({"queue_log": "/etc/shadow"}, "queue_log"),
        ({"queue_log": "/var/log/../../etc/queue_log/../shadow"}, "queue_log"),
        ({"queue_log": "file:///var/log/asterisk/queue_log"}, "queue_log"),
        ({"password": "a\r\nb"}, "password"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        make_exchange(**settings)

    assert refused.value.field == field
    assert not Exchange.objects.exists()


def test_a_report_needs_its_columns_and_a_readable_moment() -> None:
    for settings, field in (
        ({"columns": COLUMNS | {"caller": []}}, "column_caller"),
        ({"moment": "%d.%m"}, "moment"),
        ({"zone": "Europe/Atlantyda"}, "moment"),
        ({"encoding": "ebcdic"}, "encoding"),
    ):
        with pytest.raises(Refused) as refused:
            make_exchange("report", **settings)
        assert refused.value.field == field
    assert report_settings(make_exchange("report").settings).columns["caller"][0] == "Numer dzwoniący"


def test_codes_and_names_are_given_once() -> None:
    make_exchange()
    for code, name, refusal in (
        ("asterisk", "Inna", "exchange_code_taken"),
        ("inna", "Centrala asterisk", "exchange_name_taken"),
        ("Inna!", "Inna", "exchange_code"),
    ):
        with pytest.raises(Refused, match=refusal):
            add_exchange(name=name, code=code, kind="cti", settings={}, **WHO)


def test_a_renewed_secret_is_another_one() -> None:
    made = make_exchange("api")
    before = secret_of(made)

    assert secret_of(renew_secret(made, **WHO)) != before
    assert kinds()[-1] == "exchange.secret_renewed"


def test_only_the_office_sets_up() -> None:
    made, ewa, fal = make_exchange("api"), make_person("technician"), make_network()
    who: dict[str, Any] = {"by": actor(ewa), "at": NINE}

    for act in (
        lambda: add_exchange(name="A", code="a", kind="api", settings={}, **who),
        lambda: change_exchange(made, {"active": False}, **who),
        lambda: renew_secret(made, **who),
        lambda: assign_phone(made, agent="t1", person=ewa, **who),
        lambda: add_hotline(fal, {"number": "586201100"}, **who),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_number_belongs_to_one_hotline_however_it_is_written() -> None:
    fal, bur = make_network("FAL"), make_network("BUR")
    made = add_hotline(fal, {"number": "58 620 11 01", "queue": "fal"}, **WHO)

    assert made.number == "+48586201101"
    with pytest.raises(Refused, match="hotline_number_taken"):
        add_hotline(bur, {"number": "+48 (58) 620-11-01"}, **WHO)
    changed = change_hotline(made, {"ring_seconds": 20, "number": "586201101"}, **WHO)
    assert (changed.ring_seconds, kinds()[-1]) == (20, "hotline.changed")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "abc"}, "number"),
        ({"ring_seconds": 0}, "ring_seconds"),
        ({"places": 100_000}, "places"),
        ({"strategy": "loudest"}, "strategy"),
        ({"queue": "a b"}, "queue"),
    ],
)
def test_a_hotline_has_its_limits(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        add_hotline(make_network(), {"number": "586201101"} | facts, **WHO)

    assert refused.value.field == field
    assert not Hotline.objects.exists()


def test_an_agent_is_one_technician_and_a_technician_may_be_several() -> None:
    made, ewa, jan = make_exchange(), make_person("technician"), make_person("technician")
    assign_phone(made, agent="PJSIP/t1", person=ewa, **WHO)
    assign_phone(made, agent="PJSIP/t1-mobile", person=ewa, address="600100200", **WHO)

    with pytest.raises(Refused, match="phone_taken"):
        assign_phone(made, agent="PJSIP/t1", person=jan, **WHO)
    with pytest.raises(Refused, match="phone_of_technician"):
        assign_phone(made, agent="PJSIP/a1", person=make_person("coordinator"), **WHO)
    remove_phone(Phone.objects.get(agent="PJSIP/t1"), **WHO)
    assert assign_phone(made, agent="PJSIP/t1", person=jan, **WHO).person == jan


def test_calls_that_came_before_the_number_was_entered_are_counted_and_rung_back() -> None:
    exchange, network = make_exchange("api"), make_network()
    make_company()
    for key, number in (("k1", "58 620 11 00"), ("k2", "586201199")):
        told = [
            Happening(id=f"{key}.1", what=What.OFFERED, at=NINE, number=number, caller="600100200"),
            Happening(id=f"{key}.2", what=What.ABANDONED, at=NINE + timedelta(seconds=20)),
        ]
        note_told(exchange, [(key, one) for one in told], received_at=NINE, at=NINE)
    assert not CallBack.objects.exists()
    hotline = add_hotline(network, {"number": "58 620 11 01", "exchange": exchange}, **WHO)
    assert not Call.objects.filter(hotline=hotline).exists()

    change_hotline(hotline, {"number": "58 620 11 00"}, **WHO)
    assert Call.objects.get(hotline=hotline).network == network
    assert CallBack.objects.get().number == "+48600100200"
    reckon_hotlines(NINE)
    assert HalfHour.objects.get().abandoned == 1
    second = add_hotline(network, {"number": "58 620 11 99", "exchange": exchange}, **WHO)
    assert Call.objects.filter(hotline=second).count() == 1
