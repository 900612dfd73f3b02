"""Photos come along with a report, and survive a fault elsewhere in the form."""

import sys
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from amberdesk.orders.actions import upload
from amberdesk.orders.models import Attachment, Order
from tests.orders.test_files import huge_png, photo
from tests.web.portal.shops import Shop, text_of, token_in


def picture(name: str = "kasa.jpg", data: bytes = b"", claimed: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or photo(), claimed)


def names(order: Order) -> list[str]:
    return [file.name for file in order.attachments.order_by("pk")]


def test_photos_belong_to_the_report(shop: Shop):
    order = shop.reported(files=[picture(), picture("ekran.png", photo("PNG"))])
    assert names(order) == ["kasa.jpg", "ekran.png"]
    assert {file.message_id for file in order.attachments.all()} == {order.messages.get().pk}


def test_a_photo_survives_a_fault_elsewhere(shop: Shop):
    wrong = shop.send(text="", files=[picture()])
    key = Attachment.objects.get().key
    assert "kasa.jpg" in text_of(wrong)
    assert f'name="kept" value="{key}" checked' in wrong.content.decode()

    order = shop.reported(token=token_in(wrong), kept=[key], files=[picture("druga.jpg")])
    assert names(order) == ["kasa.jpg", "druga.jpg"]


def test_a_photo_that_was_unticked_stays_behind(shop: Shop):
    wrong = shop.send(text="", files=[picture()])
    assert names(shop.reported(token=token_in(wrong))) == []


def test_another_forms_photo_cannot_be_taken(shop: Shop):
    shop.send(text="", files=[picture()])
    response = shop.send(kept=[Attachment.objects.get().key])
    assert response.status_code == 422
    assert "Wcześniej dodany plik już wygasł." in text_of(response)


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    monkeypatch.setattr(sys.modules[upload.__module__], name, value)


def test_files_that_are_no_use_are_named_and_the_good_ones_stay(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    refuse(monkeypatch, "MOST_BYTES", 3 * 1024 * 1024)
    big = picture("film.mp4", b"\x00" * (3 * 1024 * 1024 + 1))
    response = shop.send(files=[picture("dobra.jpg"), big])
    text = text_of(response)
    assert response.status_code == 422
    assert "Plik „film.mp4” jest za duży: może mieć najwyżej 3 MB." in text
    kept = [file.key for file in Attachment.objects.all()]
    assert names(shop.reported(token=token_in(response), kept=kept)) == ["dobra.jpg"]


def test_an_empty_file_is_named(shop: Shop):
    response = shop.send(files=[SimpleUploadedFile("pusty.jpg", b"", "image/jpeg")])
    assert "Plik „pusty.jpg” jest pusty." in text_of(response)


def test_more_than_ten_files_are_told(shop: Shop):
    response = shop.send(files=[picture(f"{n}.jpg") for n in range(11)])
    assert "Najwyżej 10 plików naraz." in text_of(response)


def test_one_shop_cannot_fill_the_disk_with_drafts(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    refuse(monkeypatch, "MOST_WAITING", 2000)
    for _ in range(2):
        shop.send(text="", files=[picture()])
    waiting = sum(Attachment.objects.values_list("size", flat=True))
    refuse(monkeypatch, "MOST_WAITING", waiting + 1)
    assert "Za dużo plików czeka" in text_of(shop.send(text="", files=[picture()]))
    assert shop.send().status_code == 303


def test_when_the_store_is_full_the_report_gets_through_and_says_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(default_storage, "save", full)
        response = shop.send(files=[picture()])
    assert response.status_code == 303
    page = text_of(shop.client.get(response["Location"]))
    assert "pliku nie udało się zapisać z naszej winy" in page
    assert names(Order.objects.get()) == []


@pytest.mark.parametrize(
    ("name", "data", "claimed", "shown_as"),
    [
        ("../../etc/passwd", b"root:x:0:0", "text/plain", "passwd"),
        ("..\\..\\zdj\u0119cie\u202egpj.exe", photo(), "image/jpeg", "zdjęciegpj.exe"),
        ("x.svg", b"<svg onload=alert(1)>", "image/svg+xml", "x.svg"),
        ("obraz.png", huge_png(), "image/png", "obraz.png"),
        ("strona.html", b"<script>alert(1)</script>", "image/png", "strona.html"),
        ("shell.php.jpg", b"<?php system($_GET[0]);", "image/jpeg", "shell.php.jpg"),
    ],
)
def test_hostile_files_are_kept_inert(shop: Shop, name: str, data: bytes, claimed: str, shown_as: str):
    order = shop.reported(files=[picture(name, data, claimed)])
    file = order.attachments.get()
    assert file.name == shown_as
    assert file.image is (data == photo())
    assert not file.media_type.startswith(("text/html", "image/svg"))
    assert default_storage.path(f"{file.key[:2]}/{file.key}").startswith(str(default_storage.location))


def test_a_photo_pressed_twice_comes_once(shop: Shop):
    form = shop.filled()
    for _ in range(2):
        shop.client.post(shop.address, {**form, "files": [picture()]})
    assert names(Order.objects.get()) == ["kasa.jpg"]


def test_a_large_photo_goes_by_the_disk(shop: Shop):
    data = photo() + b"\x00" * 4_000_000  # larger than what is kept in memory while it arrives
    file = shop.reported(files=[picture("duze.jpg", data)]).attachments.get()
    assert (file.size, file.image) == (len(data), True)
    with default_storage.open(f"{file.key[:2]}/{file.key}") as stored:
        assert stored.read() == data
