"""Attachments by the API: bound to their uploader, stored inert, given out through the door (T33, T35, T38, T39)."""

from importlib import import_module
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amberdesk.orders.models import Attachment
from tests.orders.shop import Desk
from tests.web.api.conftest import ROOT, Api


def upload(api: Api, content: bytes = b"paragon", name: str = "paragon.txt", **more: Any) -> Any:
    body = {"file": SimpleUploadedFile(name, content, content_type="image/png"), **more}
    return Client().post(f"{ROOT}/attachments", body, headers={"Authorization": f"Bearer {api.token}"})


def test_a_file_goes_up_as_a_draft_and_comes_down_unchanged(anna: Api, place: Any) -> None:
    uploaded = upload(anna)
    assert uploaded.status_code == 201
    file = uploaded.json()
    number = place(attachments=[file["id"]])["number"]

    [message] = anna.get(f"/orders/{number}/messages").json()["messages"]
    assert [f["name"] for f in message["files"]] == ["paragon.txt"]
    answer = anna.get(f"/attachments/{file['id']}")
    assert b"".join(answer.streaming_content) == b"paragon"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_replies_and_notes_take_files_too(desk: Desk, ewa: Api, anna: Api, place: Any) -> None:
    number = place()["number"]
    anna.act(number, "assign", level="L1", technician=desk.ewa.pk)

    for act in ("reply", "note", "receive"):
        file = upload(ewa).json()["id"]
        assert ewa.act(number, act, text="plik", attachments=[file])["message"]["files"][0]["id"] == file


def test_a_draft_is_its_uploaders_alone(desk: Desk, anna: Api, ewa: Api, place: Any) -> None:
    draft = upload(anna).json()["id"]
    number = place()["number"]

    assert ewa.get(f"/attachments/{draft}").status_code == 404
    stolen = ewa.post(f"/orders/{number}/note", {"text": "x", "attachments": [draft]})
    assert (stolen.status_code, stolen.json()["code"]) == (422, "attachment_gone")
    assert Attachment.objects.get().message is None


def test_a_file_that_was_sent_already_cannot_be_sent_again(anna: Api, place: Any) -> None:
    draft = upload(anna).json()["id"]
    number = place(attachments=[draft])["number"]

    assert anna.post(f"/orders/{number}/note", {"text": "x", "attachments": [draft]}).status_code == 422


def test_placing_again_with_the_same_key_and_file_is_still_the_same_order(anna: Api) -> None:
    body = {"network": "FAL", "subject": "x", "attachments": [upload(anna).json()["id"]]}
    answers = [anna.post("/orders", body, Idempotency_Key="raz") for _ in range(2)]

    assert [a.status_code for a in answers] == [201, 200]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nX-Evil: 1.txt", "x.svg", "con.txt", "a" * 4000 + ".txt"]
)
def test_a_name_is_only_a_name(anna: Api, name: str) -> None:
    file = upload(anna, b"<svg onload=alert(1)>", name).json()

    assert "/" not in file["name"] and "\n" not in file["name"] and len(file["name"]) <= 120
    answer = anna.get(f"/attachments/{file['id']}")
    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_empty_file_a_huge_one_and_none_are_refused_in_words(anna: Api, monkeypatch: Any) -> None:
    assert upload(anna, b"").json()["code"] == "file_empty"
    monkeypatch.setattr(import_module("amberdesk.orders.actions.upload"), "MOST_BYTES", 10)
    huge = upload(anna, b"x" * 11)
    assert (huge.status_code, huge.json()["code"]) == (413, "file_too_large")
    headers = {"Authorization": f"Bearer {anna.token}"}
    none = Client().post(f"{ROOT}/attachments", {"text": "x"}, headers=headers)
    assert (none.status_code, none.json()["code"]) == (422, "not_multipart")


@pytest.mark.parametrize("id", ["0" * 40, "../../secret", "%00", "x" * 500])
def test_an_unknown_file_is_not_found(anna: Api, id: str) -> None:
    assert anna.get(f"/attachments/{id}").status_code == 404
