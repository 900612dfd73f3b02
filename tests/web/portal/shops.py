"""A shop before its own page, as the tests of the portal need it."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from amberdesk.orders.access import participant_key, site_key
from amberdesk.orders.models import Order, Participant
from tests.orders.shop import Desk

POLISH = {"HTTP_ACCEPT_LANGUAGE": "pl"}


@dataclass
class Shop:
    """A browser in a shop of the desk."""

    desk: Desk
    client: Client = field(
        default_factory=lambda: Client(enforce_csrf_checks=True, headers={"accept-language": "pl"})
    )

    @property
    def address(self) -> str:
        return f"/s/{site_key(self.desk.site)}/"

    def page(self) -> HttpResponse:
        return self.client.get(self.address)

    def token(self) -> str:
        return token_in(self.page())

    def filled(self, **changes: Any) -> dict[str, Any]:
        """Return the form as a shop fills it in."""
        usual = {
            "token": changes.pop("token", None) or self.token(),
            "what": f"d{self.desk.device.pk}",
            "text": "Drukarka nie drukuje paragonów",
            "selling": "partly",
            "name": "Maria",
            "phone": "58 620 11 22",
            "website": "",
        }
        return {**usual, **changes}

    def send(self, **changes: Any) -> HttpResponse:
        return self.client.post(self.address, self.filled(**changes))

    def reported(self, **changes: Any) -> Order:
        response = self.send(**changes)
        assert response.status_code == 303, text_of(response)
        return Order.objects.latest("pk")


def token_in(response: HttpResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found, text_of(response)
    return unescape(found[1])


def text_of(response: HttpResponse) -> str:
    """Return what a page says, without tags and with single blanks."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def own_address(order: Order) -> str:
    return f"/o/{participant_key(reporter(order))}/"


def reporter(order: Order) -> Participant:
    return order.participants.get(reporter=True)
