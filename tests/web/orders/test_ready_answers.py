"""The office keeps ready answers."""

import pytest

from amberdesk.orders.models import ReplyTemplate
from tests.factories import make_person
from tests.orders.shop import Desk
from tests.web.orders.conftest import Browser

TYPED = {"name": "Powitanie", "text_pl": "Dzień dobry {name}", "text_en": "", "text_uk": "", "active": "on"}


def test_an_administrator_makes_and_changes_one(desk: Desk, as_person: Browser) -> None:
    office = as_person(make_person("administrator"))
    assert "Nie ma jeszcze szablonów" in office.get("/office/templates/").content.decode()
    assert office.post("/office/templates/add/", {**TYPED, "category": desk.category.pk}).status_code == 302
    made = ReplyTemplate.objects.get()
    assert made.text == {"pl": "Dzień dobry {name}"} and made.category == desk.category
    assert "Powitanie" in office.get("/office/templates/").content.decode()
    assert "{number}" in office.get(f"/office/templates/{made.pk}/").content.decode()
    changed = {**TYPED, "name": "Witamy", "active": ""}
    assert office.post(f"/office/templates/{made.pk}/", changed).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.active, made.category) == ("Witamy", False, None)
    assert office.get("/office/templates/99999/").status_code == 404


def test_what_is_wrong_is_said_and_kept(desk: Desk, as_person: Browser) -> None:
    office = as_person(make_person("administrator"))
    for wrong, said in (
        ({"text_pl": "{settings}"}, "nic nie wypełni: settings"),
        ({"name": ""}, "To pole jest wymagane"),
        ({"text_pl": " "}, "To pole jest wymagane"),
    ):
        answer = office.post("/office/templates/add/", {**TYPED, "text_en": "Hello there", **wrong})
        assert (
            answer.status_code == 422
            and said in answer.content.decode()
            and "Hello there" in answer.content.decode()
        )
    office.post("/office/templates/add/", TYPED)
    assert "już jest" in office.post("/office/templates/add/", TYPED).content.decode()
    assert ReplyTemplate.objects.count() == 1


@pytest.mark.parametrize("role", ["technician", "coordinator", "manager"])
def test_nobody_else_finds_them(desk: Desk, as_person: Browser, role: str) -> None:
    person = make_person(role)
    for path in ("", "add/", "1/"):
        assert as_person(person).get(f"/office/templates/{path}").status_code == 404
    assert as_person(person).post("/office/templates/add/", TYPED).status_code == 404
    assert not ReplyTemplate.objects.exists()
