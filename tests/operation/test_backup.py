"""A backup is whole, secret, recorded, and thinned out."""

import json
import stat
import tarfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import File

from amberdesk.operation.actions.backup import BackupFailed, make_backup
from amberdesk.operation.archive import reading
from amberdesk.operation.clients import NoClients, find_clients, parts
from amberdesk.operation.jobs import back_up_when_due, is_due
from amberdesk.operation.manifest import BadArchive
from amberdesk.operation.thinning import made_at, name_of, superfluous
from amberdesk.orders.actions import reply, upload
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event
from amberdesk.reports.alarms import BACKUPS, alarms
from tests.orders.shop import Desk, actor

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)


def codes(at: datetime) -> set[str]:
    return {alarm.code for alarm in alarms(at)}


def photo(desk: Desk, content: bytes = b"how it looks") -> str:
    """Place an order and answer it with a file; return the file's key."""
    order = desk.in_progress()
    draft = upload(File(BytesIO(content)), name="zdjęcie.txt", draft_of="person:1", at=NOW)
    reply(
        order, text="Proszę zobaczyć", attachments=[draft.pk], draft_of="person:1", by=actor(desk.ewa), at=NOW
    )
    return draft.key


def test_a_backup_holds_database_files_keys_and_says_what_it_is(desk: Desk, tmp_path: Path):
    key = photo(desk)
    made = make_backup(tmp_path / "b", at=NOW)
    with tarfile.open(made.path) as tar:
        names = tar.getnames()
        told = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
        assert tar.extractfile("keys/secret_key").read().decode() == settings.SECRET_KEY  # type: ignore[union-attr]
        assert tar.extractfile(f"files/{key[:2]}/{key}").read() == b"how it looks"  # type: ignore[union-attr]
    assert {"database.dump", "manifest.json", "configuration.json", "keys/secret_key"} < set(names)
    assert told["rows"]["orders"] == 1 and told["counters"]["FAL"]["last"] == 1
    assert told["rows"]["events"] == Event.objects.exclude(subject=BACKUPS).count()
    assert "orders.0001_initial" in told["migrations"]


def test_a_backup_may_be_read_by_its_owner_only_and_leaves_nothing_half_made(desk: Desk, tmp_path: Path):
    made = make_backup(tmp_path / "b", at=NOW)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "b").iterdir()] == [made.path.name]


def test_what_a_killed_backup_has_left_is_removed_by_the_next(desk: Desk, tmp_path: Path):
    earlier = make_backup(tmp_path / "b", at=NOW - timedelta(hours=12)).path
    for end in (".part", ".dump.part"):
        (tmp_path / "b" / f".{earlier.name}{end}").write_text("half")
    (tmp_path / "b" / ".amberdesk-ffffffff-20260101-020000.tar.part").write_text("of another desk")
    made = make_backup(tmp_path / "b", at=NOW).path
    left = {earlier.name, made.name, ".amberdesk-ffffffff-20260101-020000.tar.part"}
    assert {path.name for path in (tmp_path / "b").iterdir()} == left


def test_a_backup_shows_the_names_of_settings_but_no_secret_among_them(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AMBERDESK_SMTP_URL", "smtp://desk:geheim-42@mail.example:587")
    made = make_backup(tmp_path / "b", at=NOW)
    with tarfile.open(made.path) as tar:
        configuration = tar.extractfile("configuration.json").read().decode()  # type: ignore[union-attr]
    assert "AMBERDESK_SMTP_URL" in configuration and "geheim-42" not in configuration


def test_a_backup_is_recorded_and_ends_the_alarm(desk: Desk, tmp_path: Path):
    later = Event.objects.latest("recorded_at").recorded_at + timedelta(hours=25)
    assert "backup_late" in codes(later)
    make_backup(tmp_path / "b", at=later)
    assert not {"backup_late", "backup_failed"} & codes(later)
    event = journal(BACKUPS).get(kind="backup.made")
    assert event.data["orders"] == 0 and event.data["bytes"] > 10_000


def test_a_backup_that_fails_is_an_alarm_and_leaves_nothing(desk: Desk, tmp_path: Path):
    now = Event.objects.latest("recorded_at").recorded_at
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BackupFailed):
        make_backup(tmp_path / "file", at=now)
    assert journal(BACKUPS).get().data == {"reason": "folder"}
    assert "backup_failed" in codes(now + timedelta(minutes=5))


def test_a_file_that_is_not_in_the_store_is_named_and_stops_nothing(desk: Desk, files: Path, tmp_path: Path):
    gone, changed = photo(desk), photo(desk, b"as it was")
    (files / gone[:2] / gone).unlink()
    (files / changed[:2] / changed).write_bytes(b"as it is ")
    told = make_backup(tmp_path / "b", at=NOW).manifest
    assert (told.missing, told.damaged) == ([gone], [changed])


def test_one_changed_byte_is_found(desk: Desk, tmp_path: Path):
    photo(desk)
    made = make_backup(tmp_path / "b", at=NOW)
    with reading(made.path) as archive:
        archive.check()
        begins = archive.tar.getmember("database.dump").offset_data
    content = bytearray(made.path.read_bytes())
    content[begins + 5000] ^= 1
    made.path.write_bytes(content)
    with reading(made.path) as archive, pytest.raises(BadArchive, match=r"database\.dump"):
        archive.check()


@pytest.mark.parametrize("content", [b"", b"something else", b"\0" * 20_000])
def test_what_is_no_backup_is_refused_in_words(tmp_path: Path, content: bytes):
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(BadArchive), reading(tmp_path / "x.tar"):
        pass


def test_two_backups_at_once_are_one(desk: Desk, tmp_path: Path):
    from amberdesk.operation.actions.backup import _alone

    with _alone(), pytest.raises(BackupFailed) as refusal:
        make_backup(tmp_path / "b", at=NOW)
    assert refusal.value.code == "busy" and not journal(BACKUPS).exists()


def test_backups_are_due_twice_a_day_and_not_before_a_new_desk_has_seen_such_an_hour(desk: Desk):
    born = Event.objects.earliest("pk").recorded_at
    assert not is_due(born)
    assert is_due(born + timedelta(hours=12, minutes=1))
    assert back_up_when_due(born + timedelta(hours=13)) == 1
    assert not is_due(born + timedelta(hours=13, minutes=5))
    assert back_up_when_due(born + timedelta(hours=26)) == 1


def test_another_try_after_a_failure_comes_an_hour_later(desk: Desk, tmp_path: Path, settings):
    from dataclasses import replace

    (tmp_path / "file").write_text("in the way")
    settings.AMBERDESK = replace(settings.AMBERDESK, backups=tmp_path / "file")
    late = Event.objects.earliest("pk").recorded_at + timedelta(days=2)
    assert back_up_when_due(late) == 0 and journal(BACKUPS).count() == 1
    assert not is_due(late + timedelta(minutes=59))
    assert is_due(late + timedelta(minutes=61))


def test_backups_that_something_else_makes_are_neither_made_nor_missed(desk: Desk, settings):
    from dataclasses import replace

    settings.AMBERDESK = replace(settings.AMBERDESK, backups=None)
    late = Event.objects.earliest("pk").recorded_at + timedelta(days=2)
    assert back_up_when_due(late) == 0 and "backup_late" not in codes(late)


def test_of_each_day_and_week_the_newest_is_kept():
    first = datetime(2026, 9, 1, 2, tzinfo=UTC)
    names = [name_of("0a1b2c3d", first + timedelta(hours=12 * n)) for n in range(120)]
    dropped = superfluous([*names, "amberdesk-ffffffff-20260101-020000.tar", "notes.txt"], "0a1b2c3d")
    kept = sorted(made_at(n, "0a1b2c3d") for n in set(names) - set(dropped))  # type: ignore[type-var]
    assert set(dropped) < set(names)
    assert kept[-1] == first + timedelta(hours=12 * 119) and kept[-2] == kept[-1] - timedelta(hours=12)
    assert len({k.date() for k in kept[-8:]}) >= 7
    assert 8 < len(kept) <= 12 and kept[0] < kept[-1] - timedelta(weeks=2)


def test_a_password_is_never_among_the_words_of_a_command():
    address, environ = parts("postgresql://desk:geheim@db.example:5433/desk?sslmode=require")
    assert "geheim" not in address and environ == {"PGPASSWORD": "geheim"}
    assert "sslmode=require" in address and "port=5433" in address


def test_missing_programs_are_named():
    with pytest.raises(NoClients, match="version 99"):
        find_clients(99)
