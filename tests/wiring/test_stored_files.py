"""`amberdesk check --files` reads every file that a message has."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.management import CommandError, call_command
from django.db import connection

from amberdesk.orders.actions import reply, upload
from tests.orders.shop import actor, make_desk

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)


@pytest.fixture
def photos(transactional_db, settings, tmp_path: Path) -> list[Path]:
    """Two photos of one order, as they lie in the store."""
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={parts['HOST']}"
    settings.AMBERDESK = replace(settings.AMBERDESK, database_url=url, files=tmp_path / "files")
    settings.MEDIA_ROOT = str(tmp_path / "files")
    desk = make_desk()
    order = desk.in_progress()
    mine = {"draft_of": "person:1", "at": NOW}
    drafts = [upload(File(BytesIO(b"zdjecie")), name=f"{number}.txt", **mine) for number in range(2)]
    reply(order, text="Proszę", attachments=[draft.pk for draft in drafts], by=actor(desk.ewa), **mine)
    return [tmp_path / "files" / draft.key[:2] / draft.key for draft in drafts]


def said() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check", files=True, stdout=out)
    return out.getvalue()


def test_files_that_are_whole_need_no_word(photos: list[Path]):
    out = StringIO()
    call_command("check", files=True, stdout=out)
    assert "WRONG" not in out.getvalue()


def test_a_missing_and_a_damaged_file_are_named(photos: list[Path]):
    photos[0].unlink()
    photos[1].write_bytes(b"cos innego")

    words = said()

    assert f"WRONG missing {photos[0].parent.name}/{photos[0].name}" in words
    assert f"WRONG damaged {photos[1].parent.name}/{photos[1].name}" in words
