from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation

from amberdesk.web.base.navigation import entries


def shown(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def screen(name: str, prefix: str, **views: str) -> object:
    return path(prefix, include(([path(end, shown, name=view) for view, end in views.items()], name)))


urlpatterns = [
    screen("board", "board/", board=""),
    screen("lists", "orders/", orders=""),
    screen("orders", "orders/new/", new=""),
    screen("office", "office/", office=""),
]
pytestmark = pytest.mark.urls(__name__)


def places(role: str, at: str = "/") -> list[tuple[str, bool]]:
    request = RequestFactory().get(at)
    request.user = SimpleNamespace(role=role)
    with translation.override("pl"):
        return [(str(place["label"]), bool(place["here"])) for place in entries(request)]


def test_each_role_sees_its_own_places() -> None:
    assert [label for label, _ in places("technician")] == ["Tablica", "Zgłoszenia", "Nowe zgłoszenie"]
    assert [label for label, _ in places("coordinator")] == [
        "Tablica",
        "Zgłoszenia",
        "Nowe zgłoszenie",
    ]
    assert [label for label, _ in places("representative")] == ["Zgłoszenia"]
    assert [label for label, _ in places("administrator")] == ["Biuro"]


def test_a_stranger_sees_none() -> None:
    assert places("") == []


def test_only_the_nearest_place_is_where_the_reader_is() -> None:
    assert [label for label, here in places("technician", "/orders/new/") if here] == ["Nowe zgłoszenie"]
    assert [label for label, here in places("technician", "/orders/FAL-26-000001-2/") if here] == [
        "Zgłoszenia"
    ]
    assert [label for label, here in places("technician", "/account/") if here] == []
