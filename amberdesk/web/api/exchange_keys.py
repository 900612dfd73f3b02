"""Which telephone exchange calls: by its secret, or by a signature made with it. Of a stranger nothing is kept."""

from ipaddress import ip_address

from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security.http import HttpAuthBase

from amberdesk.phone.actions.recognise import Stranger, recognise
from amberdesk.phone.models import Exchange
from amberdesk.web.api.keys import CHALLENGE, auth_of
from amberdesk.web.api.problems import Problem

MOST = 1_000_000  # bytes


class ExchangeKey(HttpAuthBase):
    """`Authorization: Bearer <secret>` over TLS or from the same machine, or a signature (docs/hotline.md)."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Exchange:
        if int(request.headers.get("Content-Length") or 0) > MOST:
            raise Problem(413, "batch_too_large", most=MOST // 1_000_000)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            return recognise(headers, request.body, at=now(), private=is_private(request))
        except Stranger as error:
            raise Problem(401, "exchange_unknown", headers=CHALLENGE) from error


def is_private(request: HttpRequest) -> bool:
    """Return whether nobody on the way can have listened."""
    return request.is_secure() or ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback


def exchange_of(request: HttpRequest, kind: str) -> Exchange:
    """Return the exchange that calls. Raises Problem(404) for one of another kind: this is not how it speaks."""
    found = auth_of(request)
    if found.kind != kind:
        raise Problem(404, "not_found")
    exchange: Exchange = found
    return exchange
