"""By a click our own phone rings first, then the exchange calls the number."""

from collections.abc import Iterator

import pytest

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone import dialling
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.phone.dialling import NotDialled, consult, dial, give_over, phone_to_dial
from amberdesk.phone.models import Call, Hotline, Phone
from amberdesk.phone.words import not_dialled
from tests.factories import NINE, make_network, make_person
from tests.phone.ami import Ami, served

pytestmark = pytest.mark.django_db
FACTS = {"host": "127.0.0.1", "user": "amberdesk", "password": "bursztyn", "dial_context": "from-internal"}


@pytest.fixture
def ami() -> Iterator[Ami]:
    with served() as made:
        yield made


def test_our_phone_rings_and_the_exchange_calls_the_number(ami: Ami) -> None:
    ewa = make_person("technician")
    facts = FACTS | {"port": ami.port}
    made = add_exchange(name="A", code="a", kind="asterisk", settings=facts, by=MACHINE, at=NINE)
    assert phone_to_dial(ewa) is None
    assign_phone(made, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)
    phone = phone_to_dial(ewa)
    assert phone is not None

    dial(phone, "+48600100200")

    (asked,) = ami.asked("Originate")
    assert (asked["Channel"], asked["Exten"], asked["Context"]) == (
        "PJSIP/t1",
        "+48600100200",
        "from-internal",
    )


def test_without_a_line_or_with_a_bad_number_nobody_is_called(
    ami: Ami, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialling, "PATIENCE", 0.3)
    ewa = make_person("technician")
    facts = FACTS | {"port": ami.port, "password": "wrong"}
    made = add_exchange(name="A", code="a", kind="asterisk", settings=facts, by=MACHINE, at=NINE)
    phone = assign_phone(made, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)

    for number, code in (
        ("+48600100200", "unreachable"),
        ("600\r\nAction: Originate", "number"),
        ("*72", "number"),
        ("", "number"),
    ):
        with pytest.raises(NotDialled) as refused:
            dial(phone, number)
        assert refused.value.code == code
    assert ami.asked("Originate") == []


def test_a_password_that_cannot_be_opened_is_said_in_a_sentence(ami: Ami) -> None:
    ewa = make_person("technician")
    made = add_exchange(name="A", code="a", kind="asterisk", settings=FACTS, by=MACHINE, at=NINE)
    phone = assign_phone(made, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)
    phone.exchange.settings["password"] = "garbage"

    with pytest.raises(NotDialled) as refused:
        dial(phone, "+48600100200")
    assert "wpisuje je ponownie w Biurze" in not_dialled(refused.value.code)


@pytest.fixture
def talk(ami: Ami) -> tuple[Phone, Call]:
    """A caller whom Ewa has on the line, and another call that is none of hers."""
    ewa = make_person("technician")
    facts = FACTS | {"port": ami.port}
    made = add_exchange(name="A", code="a", kind="asterisk", settings=facts, by=MACHINE, at=NINE)
    phone = assign_phone(made, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)
    fal = make_network()
    line = Hotline.objects.create(network=fal, number="+48221000001", exchange=made, queue="fal")
    facts = {"exchange": made, "hotline": line, "network": fal, "offered_at": NINE}
    call = Call.objects.create(key="a:17.1", outcome="answered", **facts)
    ami.channels = [
        {"Channel": "PJSIP/trunk-0000000a", "Uniqueid": "17.1", "Linkedid": "17.1"},
        {"Channel": "PJSIP/t1-0000000b", "Uniqueid": "17.2", "Linkedid": "17.1"},
        {"Channel": "PJSIP/t1-0000000c", "Uniqueid": "18.2", "Linkedid": "18.1"},
    ]
    return phone, call


def test_a_colleague_is_asked_while_the_caller_waits(ami: Ami, talk: tuple[Phone, Call]) -> None:
    ola = make_person("technician")
    assign_phone(talk[0].exchange, agent="PJSIP/t9", person=ola, by=MACHINE, at=NINE)
    consult(*talk, "+48500100200", ola)

    assert variables(ami) == [
        ("PJSIP/t1-0000000b", "__HOTLINE_PHONE", "PJSIP/t9"),
        ("PJSIP/t1-0000000b", "__HOTLINE_AGENT", "PJSIP/t9"),
        ("PJSIP/t1-0000000b", "__HOTLINE_BACK", ""),
    ]
    (asked,) = ami.asked("Atxfer")
    assert (asked["Channel"], asked["Exten"], asked["Context"]) == (
        "PJSIP/t1-0000000b",
        "+48500100200",
        "from-internal",
    )


def test_the_caller_is_given_over_to_a_colleague(ami: Ami, talk: tuple[Phone, Call]) -> None:
    jan = make_person("technician")
    give_over(*talk, "+48500100200", jan)

    assert variables(ami) == [  # he has no phone there: his number is dialled, his name goes along
        ("PJSIP/trunk-0000000a", "__HOTLINE_PHONE", ""),
        ("PJSIP/trunk-0000000a", "__HOTLINE_AGENT", f"desk/p{jan.pk}"),
        ("PJSIP/trunk-0000000a", "__HOTLINE_BACK", "fal"),
    ]
    (asked,) = ami.asked("Redirect")
    assert (asked["Channel"], asked["Exten"], asked["Context"]) == (
        "PJSIP/trunk-0000000a",
        "+48500100200",
        "from-internal",
    )


def variables(ami: Ami) -> list[tuple[str, str, str]]:
    """Return what was set before the exchange was asked to call, and nothing after it."""
    before = [one for one in ami.told if one["Action"] in ("Setvar", "Atxfer", "Redirect")]
    assert [one["Action"] for one in before[:-1]] == ["Setvar"] * 3
    return [(one["Channel"], one["Variable"], one["Value"]) for one in before[:-1]]


@pytest.mark.parametrize("address", ["PJSIP/t9&PJSIP/t8", "Local/9@from-internal/n", "PJSIP/t9,60,X"])
def test_only_a_plain_name_of_a_phone_reaches_the_dial_plan(
    ami: Ami, talk: tuple[Phone, Call], address: str
) -> None:
    ola = make_person("technician")
    assign_phone(talk[0].exchange, agent="Ola", address=address, person=ola, by=MACHINE, at=NINE)
    consult(*talk, "+48500100200", ola)

    assert [value for _, _, value in variables(ami)] == ["", "Ola", ""]


def test_who_has_the_caller_no_more_gives_him_to_nobody(ami: Ami, talk: tuple[Phone, Call]) -> None:
    ami.channels = ami.channels[:1]

    for act in (consult, give_over):
        with pytest.raises(NotDialled, match="call_over"):
            act(*talk, "+48500100200", make_person("technician"))
    assert not ami.asked("Atxfer") and not ami.asked("Redirect")
