from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path

import pytest

from amberdesk.start.configuration import PROVIDERS, Wrong, read_configuration


def test_an_empty_environment_is_enough(tmp_path: Path):
    configuration = read_configuration({"AMBERDESK_DATA": str(tmp_path)})

    assert configuration.data == tmp_path
    assert configuration.files == tmp_path / "files"
    assert configuration.database_url is None
    assert configuration.smtp is None
    assert not configuration.secure


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://localhost/desk", "postgresql://"),
        ("DATABASE_URL", "postgresql://localhost", "names no database"),
        ("DATABASE_URL", "postgresql://localhost:99999/desk", "DATABASE_URL"),
        ("AMBERDESK_PUBLIC_URL", "serwis.example.pl", "address people type"),
        ("AMBERDESK_PUBLIC_URL", "https://example.pl/serwis", "no path"),
        ("AMBERDESK_SECRET_KEY", "short", "32 characters"),
        ("AMBERDESK_SMTP_URL", "http://mail", "smtp://"),
        ("AMBERDESK_MAIL_FROM", "serwis", "must be an address"),
        ("AMBERDESK_MAIL_FROM", "a@example.pl\nBcc: b@example.pl", "must be an address"),
        ("AMBERDESK_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "addresses or networks"),
        ("AMBERDESK_DEBUG", "maybe", "1 or 0"),
        ("AMBERDESK_WEBHOOK_ALLOW", "localhost:9000", "addresses with ports"),
        ("AMBERDESK_WEBHOOK_ALLOW", "127.0.0.1", "addresses with ports"),
        ("AMBERDESK_WEBHOOK_ALLOW", "127.0.0.1:0", "port that does not exist"),
        ("AMBERDESK_OIDC_ISSUER", "https://id.example.pl", "AMBERDESK_OIDC_CLIENT_ID is missing"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(name: str, value: str, says: str):
    with pytest.raises(Wrong) as wrong:
        read_configuration({name: value})

    sentence = str(wrong.value)
    assert says in sentence and name.split("_")[0] in sentence
    assert "\n" not in sentence.replace("\\n", "")


def test_a_provider_takes_the_place_of_a_mail_server():
    keys = "MAILGUN_API_KEY=tajne,MAILGUN_SENDER_DOMAIN=mg.example.pl"
    given = {"AMBERDESK_MAIL_PROVIDER": "mailgun", "AMBERDESK_MAIL_PROVIDER_KEYS": keys}
    found = read_configuration(given)
    assert found.sends_mail and found.mail_provider is not None
    assert found.mail_provider.keys == {"MAILGUN_API_KEY": "tajne", "MAILGUN_SENDER_DOMAIN": "mg.example.pl"}
    for wrong in (
        {"AMBERDESK_MAIL_PROVIDER": "pigeon"},
        {"AMBERDESK_MAIL_PROVIDER_KEYS": "DEBUG=1"},
        {"AMBERDESK_SMTP_URL": "smtp://mail.example.pl"},
    ):
        with pytest.raises(Wrong) as sentence:
            read_configuration(given | wrong)
        assert "tajne" not in str(sentence.value)


def test_every_provider_is_one_that_the_library_knows():
    for name in PROVIDERS:
        assert find_spec(f"anymail.backends.{name}")


def test_a_password_in_a_wrong_address_is_not_repeated():
    with pytest.raises(Wrong) as wrong:
        read_configuration({"DATABASE_URL": "mysql://desk:tajne@localhost/desk"})

    assert "tajne" not in str(wrong.value)


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://anna:za%40lado@mail.example.pl", "starttls", 587),
        ("smtps://anna:za%40lado@mail.example.pl", "tls", 465),
        ("smtp+plain://anna:za%40lado@mail.example.pl:2525", "plain", 2525),
    ],
)
def test_the_scheme_of_the_mail_server_says_how_it_is_secured(url: str, security: str, port: int):
    smtp = read_configuration({"AMBERDESK_SMTP_URL": url}).smtp

    assert smtp is not None
    assert (smtp.security, smtp.port, smtp.password) == (security, port, "za@lado")


def test_proxies_are_addresses_and_networks():
    configuration = read_configuration({"AMBERDESK_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16,::1"})

    assert configuration.trusted_proxies == (
        ip_network("10.0.0.5/32"),
        ip_network("10.1.0.0/16"),
        ip_network("::1/128"),
    )


def test_webhooks_may_call_inside_only_where_it_says_so():
    assert read_configuration({}).webhook_allow == ()

    allowed = read_configuration(
        {"AMBERDESK_WEBHOOK_ALLOW": "127.0.0.1:9000, [::1]:9001,10.1.0.0/16:443"}
    ).webhook_allow
    assert allowed == (
        (ip_network("127.0.0.1"), 9000),
        (ip_network("::1"), 9001),
        (ip_network("10.1.0.0/16"), 443),
    )
