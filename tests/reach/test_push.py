"""A call reaches a browser, and nobody on the way can read it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.orders.actions import accept
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.reach.actions.alert import alert
from amberdesk.reach.actions.browsers import MOST, add_browser, remove_browser, try_browsers
from amberdesk.reach.actions.choose_ways import choose_ways
from amberdesk.reach.actions.send import send_due
from amberdesk.reach.models import DEAD, DROPPED, SENT, Alert, Browser
from amberdesk.reach.push import public_key
from amberdesk.reach.queries import ways_of
from amberdesk.reach.rules import Manner
from tests.factories import NINE, make_person
from tests.orders.calling import Crew, make_crew, urgent
from tests.orders.shop import MINUTE, actor
from tests.webhooks.conftest import allow_loopback
from tests.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
AUTH = b"0123456789abcdef"
LINK = "http://localhost/orders/x/accept/"


def as_text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Reader:
    """A browser's own half: reads as RFC 8291 says, written apart from the library that packs."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, body: bytes) -> dict[str, str]:
        salt, size, theirs = body[:16], body[20], body[21 : 21 + body[20]]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        ikm = hkdf(AUTH, shared, b"WebPush: info\0" + self.point + theirs, 32)
        key = hkdf(salt, ikm, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(salt, ikm, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, body[21 + size :], None)
        assert plain.endswith(b"\x02")
        return json.loads(plain[:-1])


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@pytest.fixture
def crew() -> Crew:
    return make_crew()


@pytest.fixture
def service(monkeypatch):
    """The service of the browser's maker."""
    with receiving() as receiver:
        allow_loopback(monkeypatch, receiver)
        yield receiver


def add(person: Person, service: Receiver, reader: Reader, place: str = "1") -> Browser:
    keys = {"p256dh": as_text(reader.point), "auth": as_text(AUTH)}
    where = f"http://127.0.0.1:{service.port}/{place}"
    return add_browser(person, endpoint=where, **keys, name="Chrome · Android", by=actor(person), at=NINE)


def call_ewa(crew: Crew) -> int:
    order = urgent(crew, crew.desk.ewa)
    event = Event.objects.filter(kind="order.called").latest("pk")
    return alert(
        crew.desk.ewa, order, f"FAL-1, P1. Przyjmij: {LINK}", short="FAL-1, P1", link=LINK, event_id=event.pk, at=NINE
    )  # fmt: skip


def test_a_call_comes_to_every_browser_of_the_person_and_only_it_can_be_read_there(crew, service):
    ewa, phone, desk = crew.desk.ewa, Reader(), Reader()
    add(ewa, service, phone), add(ewa, service, desk, "2")

    assert call_ewa(crew) == 2 and send_due(NINE) == 2

    told = {got.path: got for got in service.got}
    assert phone.read(told["/1"].body) == {"title": "FAL-1, P1", "link": LINK, "tag": told_tag()}
    assert desk.read(told["/2"].body)["title"] == "FAL-1, P1"
    assert b"FAL-1" not in told["/1"].body
    assert [a.state for a in Alert.objects.all()] == [SENT, SENT]


def told_tag() -> str:
    return str(Alert.objects.first().order_id)


def test_the_service_learns_who_sends_and_how_long_it_keeps_it(crew, service):
    add(crew.desk.ewa, service, Reader())
    call_ewa(crew)
    send_due(NINE)

    headers = service.got[0].headers
    assert (headers["content-encoding"], headers["urgency"], headers["ttl"]) == ("aes128gcm", "high", "1800")
    signed, key = headers["authorization"].removeprefix("vapid t=").split(", k=")
    assert key == public_key("a")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    told = jwt.decode(signed, public, algorithms=["ES256"], audience="http://127.0.0.1")
    assert told["sub"].startswith("mailto:")


def test_the_first_browser_brings_the_way_and_needs_no_number_and_no_gateway(crew, service):
    ewa = crew.desk.ewa
    add(ewa, service, Reader())

    assert [way.manner for way in ways_of(ewa)] == [Manner("push", 0, "P2")]
    choose_ways(ewa, [Manner("push", 3, "P1")], by=actor(ewa), at=NINE)
    add(ewa, service, Reader(), "2")
    assert [way.manner for way in ways_of(ewa)] == [Manner("push", 3, "P1")]


def test_a_browser_that_its_service_knows_no_more_is_forgotten(crew, service):
    service.answers = [410]
    add(crew.desk.ewa, service, Reader())
    call_ewa(crew)

    assert send_due(NINE) == 1
    assert not Browser.objects.exists() and not Alert.objects.exists()
    assert Event.objects.filter(kind="person.browser_removed", actor_kind="machine").count() == 1


def test_a_service_that_fails_is_tried_again_and_then_given_up(crew, service):
    service.answers = [500]
    add(crew.desk.ewa, service, Reader())
    call_ewa(crew)

    for minute in range(5):
        send_due(NINE + minute * MINUTE)

    assert Alert.objects.get().state == DEAD and len(service.got) == 4


def test_who_has_accepted_is_not_called_in_his_browser_any_more(crew, service):
    ewa = crew.desk.ewa
    add(ewa, service, Reader())
    choose_ways(ewa, [Manner("push", 3, "P1")], by=actor(ewa), at=NINE)
    call_ewa(crew)
    accept(Alert.objects.get().order, by=actor(crew.zenon), at=NINE + MINUTE)

    assert send_due(NINE + 3 * MINUTE) == 0 and Alert.objects.get().state == DROPPED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"endpoint": "http://8.8.8.8/push"}, "browser_unreadable"),
        ({"endpoint": "https://127.0.0.1/push"}, "inside"),
        ({"endpoint": "https://169.254.169.254/latest"}, "inside"),
        ({"endpoint": "https://8.8.8.8:22/push"}, "url_port"),
        ({"endpoint": "https://8.8.8.8/" + "a" * 600}, "browser_unreadable"),
        ({"p256dh": as_text(b"\x04" + b"\x01" * 64)}, "browser_unreadable"),
        ({"p256dh": "ż"}, "browser_unreadable"),
        ({"auth": "short"}, "browser_unreadable"),
        ({"auth": ""}, "browser_unreadable"),
    ],
)
def test_a_subscription_that_leads_inside_or_is_none_is_refused(crew, given, code):
    usual = {"endpoint": "https://8.8.8.8/push", "p256dh": as_text(Reader().point), "auth": as_text(AUTH)}

    with pytest.raises(Refused) as refused:
        add_browser(crew.desk.ewa, **usual | given, name="x", by=actor(crew.desk.ewa), at=NINE)

    assert refused.value.code == code and not Browser.objects.exists()


def test_everybody_has_his_own_browsers_and_not_too_many(crew, service):
    ewa, zenon = crew.desk.ewa, crew.zenon
    for n in range(MOST):
        add(ewa, service, Reader(), str(n))
    with pytest.raises(Refused, match="browsers_many"):
        add(ewa, service, Reader(), "11")
    add(zenon, service, reader := Reader(), "0")  # who uses this browser now

    assert Browser.objects.filter(person=zenon).count() == 1
    mine = Browser.objects.filter(person=ewa).first()
    assert mine is not None
    with pytest.raises(Forbidden):
        remove_browser(ewa, mine.pk, by=actor(zenon), at=NINE)
    remove_browser(zenon, mine.pk, by=actor(zenon), at=NINE)
    assert Browser.objects.filter(pk=mine.pk).exists()
    assert try_browsers(zenon, "Próba", link=LINK, by=actor(zenon), at=NINE) == 1
    send_due(NINE)
    assert reader.read(service.got[-1].body)["title"] == "Próba"


def test_a_trial_needs_a_browser_and_a_representative_has_none(crew):
    with pytest.raises(Refused, match="browser_missing"):
        try_browsers(crew.desk.ewa, "Próba", link=LINK, by=actor(crew.desk.ewa), at=NINE)
    guest = make_person("representative", represents=crew.desk.network)
    with pytest.raises(Forbidden):
        try_browsers(guest, "Próba", link=LINK, by=Actor("person", guest.pk), at=NINE)
