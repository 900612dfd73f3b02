"""A file is the uploader's draft until his message takes it, and is forgotten otherwise."""

import os
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from amberdesk.orders.access import NoSuchOrder, file_of_staff
from amberdesk.orders.actions import note, place_order, reply, upload
from amberdesk.orders.actions.upload import KEPT, sweep_drafts
from amberdesk.orders.files import MOST_BYTES, MOST_FILES, stored_as
from amberdesk.orders.models import Attachment
from amberdesk.orders.states import Refused
from amberdesk.rosters.queries import standing_of
from tests.factories import NINE, make_person, make_technician
from tests.orders.shop import LINK, MINUTE, Desk, actor, make_desk
from tests.orders.test_files import photo

ALL_DAY = timedelta(days=1)


def draft(
    data: bytes = b"", *, name: str = "kasa.jpg", draft_of: str = "form:1", **facts: object
) -> Attachment:
    return upload(ContentFile(data or photo()), name=name, draft_of=draft_of, at=NINE, **facts)


def stored(file: Attachment) -> Path:
    return Path(default_storage.path(stored_as(file.key)))


def test_a_file_is_kept_unchanged_under_a_random_name(db: None):
    data = photo()
    file = draft(data, name="../../Kasa 2.jpg")

    assert (file.name, file.media_type, file.image) == ("Kasa 2.jpg", "image/jpeg", True)
    assert (file.size, bytes(file.sha256)) == (len(data), sha256(data).digest())
    assert stored(file).read_bytes() == data
    assert "asa" not in str(stored(file).relative_to(default_storage.location))
    assert stored(file).stat().st_mode & 0o777 == 0o600


def test_the_disk_has_the_file_before_it_can_be_taken(db: None, monkeypatch: pytest.MonkeyPatch):
    taken_at_sync = []

    def note_sync(handle: int) -> None:
        taken_at_sync.append(Attachment.objects.exclude(draft_of="").exists())

    monkeypatch.setattr(os, "fsync", note_sync)
    draft()
    assert taken_at_sync == [False, False, False]  # file, its folder, the folder's folder


def test_a_file_that_could_not_be_written_cannot_be_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        draft()
    half = Attachment.objects.get()
    for draft_of in ("", "form:1"):
        with pytest.raises(Refused, match="attachment_gone"):
            desk.place(attachments=(half.pk,), draft_of=draft_of)


@pytest.mark.parametrize(("data", "code"), [(b"\x00" * (MOST_BYTES + 1), "file_too_large")])
def test_too_much_is_refused(db: None, data: bytes, code: str):
    with pytest.raises(Refused, match=code):
        draft(data)
    assert not Attachment.objects.exists()


def test_an_empty_file_is_refused(db: None):
    with pytest.raises(Refused, match="file_empty"):
        upload(ContentFile(b""), name="a.jpg", draft_of="form:1", at=NINE)


def test_one_message_has_so_many_files_and_one_owner_so_many_bytes(db: None, monkeypatch: pytest.MonkeyPatch):
    for _ in range(MOST_FILES):
        draft(b"tekst")
    with pytest.raises(Refused, match="files_too_many"):
        draft(b"tekst")
    draft(b"tekst", draft_of="form:2")
    monkeypatch.setattr(sys.modules[upload.__module__], "MOST_WAITING", 60)
    with pytest.raises(Refused, match="drafts_too_large"):
        draft(b"tekst" * 2, draft_of="form:3", owner="form:")
    draft(b"tekst" * 2, draft_of="person:3", owner="person:")


def test_only_the_uploader_can_attach_a_draft(desk: Desk):
    file = draft(draft_of="form:somebody")
    with pytest.raises(Refused, match="attachment_gone"):
        desk.place(attachments=(file.pk,), draft_of="form:other")
    placed = desk.place(attachments=(file.pk,), draft_of="form:somebody")
    with pytest.raises(Refused, match="attachment_gone"):
        desk.place(attachments=(file.pk,), draft_of="form:somebody")
    assert list(placed.order.attachments.all()) == [file]


def test_forgotten_drafts_go_and_taken_files_stay(desk: Desk):
    kept, lost = draft(), draft(draft_of="form:2")
    place_order(desk.intake(attachments=(kept.pk,), draft_of="form:1"), by=LINK, at=NINE)

    assert sweep_drafts(NINE + KEPT) == 0
    assert sweep_drafts(NINE + KEPT + MINUTE) == 1
    assert stored(kept).exists()
    assert not stored(lost).exists()
    assert list(Attachment.objects.all()) == [kept]


def test_a_sweep_that_was_broken_off_is_done_again(db: None):
    stored(draft()).unlink()
    assert sweep_drafts(NINE + KEPT + MINUTE) == 1
    assert not Attachment.objects.exists()


def test_staff_of_the_network_read_files_and_others_learn_nothing(desk: Desk):
    other = make_desk("BUR")
    file = draft()
    desk.place(attachments=(file.pk,), draft_of="form:1")

    def fetch(person_id: int) -> Attachment:
        return file_of_staff(standing_of(person_id), person_id, file.key, NINE + MINUTE)

    for person in (desk.ewa, desk.tomasz, desk.anna):
        assert fetch(person.pk) == file
    for person in (other.ewa, other.anna, make_person("administrator")):
        with pytest.raises(NoSuchOrder):
            fetch(person.pk)


def test_a_representative_reads_public_files_only(desk: Desk):
    chief = make_person("representative", represents=desk.network)
    order = desk.in_progress()
    mine = f"person:{desk.ewa.pk}"
    inner, outer = draft(draft_of=mine), draft(draft_of=mine)
    note(order, text="Środek", attachments=[inner.pk], draft_of=mine, by=actor(desk.ewa), at=NINE)
    reply(order, text="Instrukcja", attachments=[outer.pk], draft_of=mine, by=actor(desk.ewa), at=NINE)

    def fetch(file: Attachment, after: timedelta) -> Attachment:
        return file_of_staff(standing_of(chief.pk), chief.pk, file.key, NINE + after)

    assert fetch(outer, MINUTE) == outer
    with pytest.raises(NoSuchOrder):
        fetch(outer, timedelta(seconds=5))  # it may still be taken back
    with pytest.raises(NoSuchOrder):
        fetch(inner, MINUTE)


def test_a_draft_is_its_uploaders_alone(desk: Desk):
    file = draft(draft_of=f"person:{desk.ewa.pk}")
    assert file_of_staff(standing_of(desk.ewa.pk), desk.ewa.pk, file.key, NINE) == file
    colleague = make_technician("L1", desk.network)
    for person in (desk.anna, colleague):
        with pytest.raises(NoSuchOrder):
            file_of_staff(standing_of(person.pk), person.pk, file.key, NINE)
