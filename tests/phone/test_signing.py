"""An exchange proves who it is by its secret or a fresh signature; of anybody else only a count is kept."""

from datetime import timedelta

import pytest

from amberdesk.phone.actions.recognise import Stranger, recognise, recognise_by_token
from amberdesk.phone.models import Delivery, Exchange
from amberdesk.phone.signing import NoKey, headers_for, is_token, secret_of, token_of
from tests.factories import NINE

pytestmark = pytest.mark.django_db
BODY = b"[]"


@pytest.fixture
def exchange() -> Exchange:
    return Exchange.objects.create(name="Centrala", code="pbx", kind="api", key_id="a")


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def test_a_secret_names_its_exchange_where_nobody_listens(exchange: Exchange) -> None:
    headers = bearer(secret_of(exchange))

    assert recognise(headers, BODY, at=NINE, private=True) == exchange
    with pytest.raises(Stranger):
        recognise(headers, BODY, at=NINE, private=False)


def test_a_signature_is_good_for_its_body_and_five_minutes(exchange: Exchange) -> None:
    headers = headers_for(exchange, int(NINE.timestamp()), BODY)

    assert recognise(headers, BODY, at=NINE + timedelta(minutes=5), private=False) == exchange
    for body, at in (
        (b"[1]", NINE),
        (BODY, NINE + timedelta(minutes=6)),
        (BODY, NINE - timedelta(minutes=6)),
    ):
        with pytest.raises(Stranger):
            recognise(headers, body, at=at, private=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer(""),
        bearer("pbx"),
        bearer("pbx."),
        bearer("pbx.ą"),
        bearer("other.secret"),
        bearer("\x00.x"),
        {"hotline-exchange": "pbx", "hotline-signature": "v1="},
        {"hotline-exchange": "pbx", "hotline-signature": "ą", "hotline-timestamp": "²"},
        {"hotline-exchange": "pbx", "hotline-signature": "v1=0", "hotline-timestamp": "9" * 4000},
    ],
)
def test_nobody_else_is_heard(exchange: Exchange, headers: dict[str, str]) -> None:
    with pytest.raises(Stranger):
        recognise(headers, BODY, at=NINE, private=True)
    assert not Delivery.objects.exists()


def test_of_a_wrong_secret_a_count_is_kept(exchange: Exchange) -> None:
    with pytest.raises(Stranger):
        recognise(bearer("pbx.wrong"), BODY, at=NINE, private=True)
    with pytest.raises(Stranger):
        recognise_by_token("pbx", "wrong")

    exchange.refresh_from_db()
    assert exchange.refused == 2


def test_a_new_epoch_is_another_secret_and_token(exchange: Exchange) -> None:
    before = secret_of(exchange), token_of(exchange)
    exchange.epoch += 1

    assert secret_of(exchange) != before[0]
    assert not is_token(exchange, before[1]) and is_token(exchange, token_of(exchange))


def test_an_exchange_that_is_out_of_use_is_a_stranger(exchange: Exchange) -> None:
    secret = secret_of(exchange)
    Exchange.objects.update(active=False)

    with pytest.raises(Stranger):
        recognise(bearer(secret), BODY, at=NINE, private=True)


def test_the_address_s_token_opens_nothing_else(exchange: Exchange) -> None:
    assert recognise_by_token("pbx", token_of(exchange)) == exchange
    with pytest.raises(Stranger):
        recognise(bearer(f"pbx.{token_of(exchange)}"), BODY, at=NINE, private=True)


def test_without_its_key_an_exchange_has_no_secret(exchange: Exchange) -> None:
    exchange.key_id = "lost"

    with pytest.raises(NoKey):
        secret_of(exchange)
    assert not is_token(exchange, "")
