import os
import sys
from pathlib import Path

import pytest

from amberdesk.start.ownership import FOLDERS, can_run_as, give_folders
from amberdesk.start.processes import Account, is_running

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
SOMEBODY = Account(54321, 54321)


def test_what_root_wrote_belongs_to_the_desk_afterwards(tmp_path: Path):
    (tmp_path / "files" / "2026").mkdir(parents=True)
    (tmp_path / "files" / "2026" / "photo").write_bytes(b"")
    outside = tmp_path / "outside"
    outside.write_text("")
    (tmp_path / "files" / "link").symlink_to(outside)

    give_folders(tmp_path, SOMEBODY)

    for path in (*FOLDERS, "files/2026", "files/2026/photo", "files/link"):
        assert (tmp_path / path).lstat().st_uid == SOMEBODY.uid
    assert outside.stat().st_uid == 0  # a link leads nobody astray


def test_a_folder_that_is_closed_to_an_account_is_out_of_its_reach(tmp_path: Path):
    tmp_path.chmod(0o700)
    assert not SOMEBODY.can_reach(tmp_path)
    os.chown(tmp_path, SOMEBODY.uid, SOMEBODY.gid)
    assert SOMEBODY._may_enter(tmp_path)


def test_nobody_runs_a_program_that_he_cannot_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(sys, "prefix", str(closed / "venv"))

    assert not can_run_as(SOMEBODY)


def test_a_process_is_known_by_number_and_words():
    assert is_running(os.getpid(), "python")
    assert not is_running(os.getpid(), "python", "postgres -D /nowhere")
