"""The machine's settings, read from the environment, typed, each error one sentence.

Standard library only: the supervisor reads them without Django.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

Network = IPv4Network | IPv6Network
T = TypeVar("T")
PROVIDERS = (
    *("brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal", "postmark"),
    *("resend", "scaleway", "sendgrid", "sparkpost", "unisender_go"),
)


class Wrong(Exception):
    """A setting that the desk cannot start with; the text is the sentence to show."""


@dataclass(frozen=True)
class Smtp:
    """Where mail goes out. `security` is one of plain, starttls, tls."""

    host: str
    port: int
    user: str
    password: str
    security: str


@dataclass(frozen=True)
class MailProvider:
    """Which service sends our mail instead, by its own interface. `keys`: as django-anymail names them."""

    name: str
    keys: dict[str, str]


@dataclass(frozen=True)
class MailDoor:
    """Where an own mail server hands mail over. `protocol` is lmtp or smtp."""

    protocol: str
    host: str
    port: int


@dataclass(frozen=True)
class Oidc:
    """The company's own sign-in."""

    name: str
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Configuration:
    """What the machine is: folders, addresses, doors. Nothing about customers is ever set here."""

    data: Path
    files: Path
    database_url: str | None  # None: the embedded server in `data`
    database_direct_url: str | None  # around a pooler, for LISTEN and advisory locks
    public_url: str
    secret_key: str | None  # None: the one kept in `data/keys`
    smtp: Smtp | None  # None, and no provider: mail is captured
    mail_from: str
    trusted_proxies: tuple[Network, ...]
    webhook_allow: tuple[tuple[Network, int], ...]  # inside addresses and ports that webhooks may call
    oidc: Oidc | None
    demo: bool
    debug: bool
    metrics_token: str | None = None  # who shows it reads /metrics from elsewhere
    mail_door: MailDoor | None = None  # None: no mail server hands mail over by LMTP or SMTP
    mail_provider: MailProvider | None = None
    backups: Path | None = None  # where backups are put twice a day; None: something else makes them

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).hostname or "localhost"

    @property
    def sends_mail(self) -> bool:
        return bool(self.smtp or self.mail_provider)

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


def read_configuration(environ: Mapping[str, str]) -> Configuration:
    """Read every setting. Raises Wrong with one sentence."""
    data = data_folder(environ)
    return Configuration(
        data=data,
        files=Path(environ.get("AMBERDESK_FILES") or data / "files").absolute(),
        database_url=_setting(environ, "DATABASE_URL", _database),
        database_direct_url=_setting(environ, "DATABASE_DIRECT_URL", _database),
        public_url=_setting(environ, "AMBERDESK_PUBLIC_URL", _public_url) or "http://localhost:8000",
        secret_key=_setting(environ, "AMBERDESK_SECRET_KEY", _secret_key),
        smtp=_setting(environ, "AMBERDESK_SMTP_URL", _smtp),
        mail_from=_setting(environ, "AMBERDESK_MAIL_FROM", _mail_from) or "serwis@localhost",
        trusted_proxies=_setting(environ, "AMBERDESK_TRUSTED_PROXIES", _networks) or (),
        webhook_allow=_setting(environ, "AMBERDESK_WEBHOOK_ALLOW", _places) or (),
        oidc=_oidc(environ),
        demo=_setting(environ, "AMBERDESK_DEMO", _yes_or_no) or False,
        debug=_setting(environ, "AMBERDESK_DEBUG", _yes_or_no) or False,
        metrics_token=_setting(environ, "AMBERDESK_METRICS_TOKEN", _secret_key),
        mail_door=_setting(environ, "AMBERDESK_MAIL_DOOR", _mail_door),
        mail_provider=_mail_provider(environ),
        backups=_backups(environ.get("AMBERDESK_BACKUPS", "").strip(), data),
    )


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder that holds everything the desk keeps on this machine."""
    if chosen := environ.get("AMBERDESK_DATA"):
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/amberdesk")
    share = environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(share).absolute() / "amberdesk"


def _setting(environ: Mapping[str, str], name: str, read: Callable[[str], T]) -> T | None:
    value = environ.get(name, "").strip()
    if not value:
        return None
    try:
        return read(value)
    except ValueError as error:
        raise Wrong(f"{name} {error}.") from error


def _database(value: str) -> str:
    address = _split(value)
    if address.scheme not in ("postgresql", "postgres"):
        raise ValueError("must look like postgresql://user:password@host:5432/name")
    if not address.path.strip("/"):
        raise ValueError("names no database: postgresql://user:password@host:5432/name")
    return value


def _public_url(value: str) -> str:
    address = _split(value)
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment:
        raise ValueError("must be the address people type, like https://serwis.example.pl")
    if address.path.strip("/"):
        raise ValueError("must have no path: the desk needs a host name of its own")
    return value.rstrip("/")


def _secret_key(value: str) -> str:
    if len(value) < 32:
        raise ValueError("must have at least 32 characters")
    return value


def _smtp(value: str) -> Smtp:
    address = _split(value)
    kinds = {"smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("plain", 25)}
    if address.scheme not in kinds or not address.hostname:
        raise ValueError(
            "must look like smtp://user:password@host:587 (STARTTLS), smtps:// (TLS) or smtp+plain://"
        )
    security, port = kinds[address.scheme]
    user, password = unquote(address.username or ""), unquote(address.password or "")
    return Smtp(address.hostname, address.port or port, user, password, security)


def _mail_door(value: str) -> MailDoor:
    address = _split(value)
    if address.scheme not in ("lmtp", "smtp") or not address.hostname or not address.port:
        raise ValueError("must look like lmtp://127.0.0.1:2424 or smtp://127.0.0.1:2525")
    return MailDoor(address.scheme, address.hostname, address.port)


def _mail_provider(environ: Mapping[str, str]) -> MailProvider | None:
    name = environ.get("AMBERDESK_MAIL_PROVIDER", "").strip()
    keys = environ.get("AMBERDESK_MAIL_PROVIDER_KEYS", "").strip()
    if not (name or keys):
        return None
    if name not in PROVIDERS:
        raise Wrong(f"AMBERDESK_MAIL_PROVIDER must be one of {', '.join(PROVIDERS)}.")
    if environ.get("AMBERDESK_SMTP_URL", "").strip():
        raise Wrong("AMBERDESK_MAIL_PROVIDER and AMBERDESK_SMTP_URL exclude each other.")
    found = dict(part.strip().partition("=")[::2] for part in keys.split(",") if part.strip())
    prefix = f"{name.upper()}_"
    if not found or not all(key.startswith(prefix) and value for key, value in found.items()):
        raise Wrong(
            f"AMBERDESK_MAIL_PROVIDER_KEYS must look like {prefix}API_KEY=..., with commas between several."
        )
    return MailProvider(name, found)


def _mail_from(value: str) -> str:
    if "@" not in value or any(character in value for character in "\r\n"):
        raise ValueError("must be an address, like serwis@example.pl or Serwis <serwis@example.pl>")
    return value


def _networks(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError as error:
        raise ValueError(
            f"must be addresses or networks with commas between, like 10.0.0.5,10.1.0.0/16: {error}"
        ) from error


def _places(value: str) -> tuple[tuple[Network, int], ...]:
    try:
        pairs = [part.strip().rpartition(":") for part in value.split(",") if part.strip()]
        places = tuple((ip_network(address.strip("[]")), int(port)) for address, _, port in pairs)
    except ValueError as error:
        raise ValueError("must be addresses with ports, like 127.0.0.1:9000,10.0.0.0/8:443") from error
    if not all(0 < port < 65536 for _, port in places):
        raise ValueError("has a port that does not exist")
    return places


def _oidc(environ: Mapping[str, str]) -> Oidc | None:
    names = ("AMBERDESK_OIDC_ISSUER", "AMBERDESK_OIDC_CLIENT_ID", "AMBERDESK_OIDC_CLIENT_SECRET")
    issuer, client, secret = (environ.get(name, "").strip() for name in names)
    if not (issuer or client or secret):
        return None
    for name, value in zip(names, (issuer, client, secret), strict=True):
        if not value:
            raise Wrong(f"{name} is missing: sign-in by OIDC needs all of {', '.join(names)}.")
    if not issuer.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise Wrong("AMBERDESK_OIDC_ISSUER must be an https:// address.")
    return Oidc(environ.get("AMBERDESK_OIDC_NAME", "").strip() or "OpenID", issuer, client, secret)


def oidc_providers(oidc: Oidc | None) -> dict[str, Any]:
    """Return django-allauth's SOCIALACCOUNT_PROVIDERS: the company's own sign-in, or nothing."""
    if oidc is None:
        return {}
    company = {
        "provider_id": "company",
        "name": oidc.name,
        "client_id": oidc.client_id,
        "secret": oidc.client_secret,
        "settings": {"server_url": oidc.issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [company]}}


def _backups(value: str, data: Path) -> Path | None:
    if value.lower() in ("off", "0", "no"):
        return None
    if value and not Path(value).is_absolute():
        raise Wrong("AMBERDESK_BACKUPS must be a whole path such as /srv/backups, or off.")
    return Path(value) if value else data / "backups"


def _yes_or_no(value: str) -> bool:
    answers = {
        "1": True,
        "yes": True,
        "true": True,
        "on": True,
        "0": False,
        "no": False,
        "false": False,
        "off": False,
    }
    if value.lower() not in answers:
        raise ValueError("must be 1 or 0")
    return answers[value.lower()]


def _split(value: str) -> SplitResult:
    address = urlsplit(value)
    if address.port is not None and not 0 < address.port < 65536:
        raise ValueError("has a port that does not exist")
    return address
