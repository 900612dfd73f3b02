"""Files are given to who may read the message, and nothing in them can act in a browser."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from amberdesk.orders.access import participant_key
from amberdesk.orders.actions import join, move_message, note, receive, reply, upload
from amberdesk.orders.files import stored_as
from amberdesk.orders.models import Attachment, Order, Participant
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from tests.factories import make_person
from tests.orders.shop import LINK, Desk, actor, make_desk
from tests.orders.test_files import huge_png, photo

AGO = timedelta(minutes=30)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def draft(draft_of: str, data: bytes = b"", name: str = "kasa.jpg") -> Attachment:
    return upload(ContentFile(data or photo()), name=name, draft_of=draft_of, at=now())


def reported(desk: Desk, data: bytes = b"", name: str = "kasa.jpg") -> tuple[Order, Attachment]:
    file = draft("form:1", data, name)
    return desk.report(at=now() - AGO, attachments=(file.pk,), draft_of="form:1"), file


def reporter(order: Order) -> Participant:
    return order.participants.get(reporter=True)


def as_staff(person: Person, file: Attachment) -> HttpResponse:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.get(f"/files/{file.key}/")


def by_link(participant: Participant, file: Attachment) -> HttpResponse:
    return Client().get(f"/o/{participant_key(participant)}/files/{file.key}/")


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)


def test_a_photo_is_shown_inside_the_page(desk: Desk):
    order, file = reported(desk)
    for response in (as_staff(desk.ewa, file), by_link(reporter(order), file)):
        assert body(response) == photo()
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"] == 'inline; filename="kasa.jpg"'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("x.html", b"<script>alert(1)</script>"),
        (
            "x.xhtml",
            b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>1</script></html>",
        ),
        ("x.pdf", b"%PDF-1.7 /OpenAction << /S /JavaScript >>"),
        ("x.gif", b"GIF89a=1;alert(1)//"),
        ("x.png", huge_png()),
        ("x.jpg", b"\xff\xd8\xff<script>alert(1)</script>"),
        ("x.py", b"import os"),
        ("x.zip", b"PK\x03\x04"),
    ],
)
def test_everything_else_is_saved_to_disk_and_cannot_act(desk: Desk, name: str, data: bytes):
    order, file = reported(desk, data, name)
    for response in (as_staff(desk.ewa, file), by_link(reporter(order), file)):
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not response["Content-Type"].startswith(
            ("text/html", "image/svg", "application/xhtml", "text/xml")
        )
        assert body(response) == data


def test_a_hostile_name_makes_no_header(desk: Desk):
    _, file = reported(desk, name='a"\r\nSet-Cookie: x=1;żółć\u202egpj.exe')
    response = as_staff(desk.ewa, file)
    assert "Set-Cookie" not in response.headers
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert "\r" not in response["Content-Disposition"]
    assert "%E2%80%AE" not in response["Content-Disposition"]


def test_strangers_learn_nothing_not_even_that_it_exists(desk: Desk):
    other = make_desk("BUR")
    _, file = reported(desk)
    foreign = reporter(other.report(at=now()))
    answers = [as_staff(person, file) for person in (other.ewa, other.anna, make_person("administrator"))]
    answers += [
        Client().get(f"/files/{file.key}/"),
        by_link(foreign, file),
        Client().get(f"/files/{'0' * 40}/"),
    ]
    answers += [Client().get(f"/o/{key}/files/{file.key}/") for key in ("x", "p1-1-a-" + "0" * 32)]
    assert {answer.status_code for answer in answers} == {404}


def test_inner_files_never_go_to_the_customers_side(desk: Desk):
    order = desk.in_progress(at=now() - AGO)
    chief = make_person("representative", represents=desk.network)
    mine, ewa = f"person:{desk.ewa.pk}", actor(desk.ewa)
    inner, fresh, outer = draft(mine), draft(mine), draft(mine)
    note(order, text="Wewnątrz", attachments=[inner.pk], draft_of=mine, by=ewa, at=now() - AGO)
    reply(order, text="Na zewnątrz", attachments=[outer.pk], draft_of=mine, by=ewa, at=now() - AGO)
    reply(order, text="Może cofnę", attachments=[fresh.pk], draft_of=mine, by=ewa, at=now() + AGO)

    for fetch in (lambda f: by_link(reporter(order), f), lambda f: as_staff(chief, f)):
        assert [fetch(file).status_code for file in (inner, fresh, outer)] == [404, 404, 200]
    assert as_staff(desk.ewa, inner).status_code == 200


def test_me_too_does_not_open_others_photos(desk: Desk):
    order, file = reported(desk)
    ola = join(order, name="Ola", by=LINK, at=now() - AGO)
    own = draft("form:2")
    receive(
        order, text="", attachments=[own.pk], draft_of="form:2", by=Actor("contact", ola.pk), at=now() - AGO
    )
    assert by_link(ola, file).status_code == 404
    assert by_link(ola, own).status_code == 200


def test_drafts_are_their_uploaders(desk: Desk):
    file = draft(f"person:{desk.ewa.pk}")
    form = draft("form:9")
    assert as_staff(desk.ewa, file).status_code == 200
    assert as_staff(desk.anna, file).status_code == 404
    assert as_staff(desk.anna, form).status_code == 404


def test_a_moved_message_takes_its_files_along(desk: Desk):
    source, target = desk.report(at=now() - AGO), desk.report(at=now() - AGO)
    file = draft("form:3")
    maria = Actor("contact", reporter(source).pk)
    message = receive(source, text="", attachments=[file.pk], draft_of="form:3", by=maria, at=now() - AGO)
    move_message(message, to=target, by=actor(desk.anna), at=now() - AGO)
    assert by_link(reporter(source), file).status_code == 404
    assert by_link(reporter(target), file).status_code == 200


def test_erased_and_lost_files_are_gone(desk: Desk):
    order, file = reported(desk)
    default_storage.delete(stored_as(file.key))
    assert by_link(reporter(order), file).status_code == 404
    Attachment.objects.update(erased_at=now())
    assert as_staff(desk.ewa, file).status_code == 404


def test_somebody_who_left_the_team_reads_no_more(desk: Desk):
    _, file = reported(desk)
    desk.ewa.is_active = False
    desk.ewa.save()
    assert as_staff(desk.ewa, file).status_code in (302, 404)


def test_reading_is_all_that_can_be_done(desk: Desk):
    _, file = reported(desk)
    client = Client()
    client.force_login(desk.ewa, backend=BACKEND)
    for send in (client.post, client.put, client.delete):
        assert send(f"/files/{file.key}/").status_code == 405
