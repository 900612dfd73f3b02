import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amberdesk.start.configuration import Wrong, read_configuration
from amberdesk.start.demo_mark import check_mark, is_demo, mark, refuse_open_door
from amberdesk.start.keys import kept_key, secret_key
from amberdesk.start.lock import Busy, hold


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    path = tmp_path / "keys" / "secret_key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: kept_key(path), range(16)))

    assert len(keys) == 1 and len(keys.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_the_key_of_the_environment_comes_first(tmp_path: Path):
    environ = {"AMBERDESK_DATA": str(tmp_path), "AMBERDESK_SECRET_KEY": "k" * 32}

    assert secret_key(read_configuration(environ)) == "k" * 32
    assert not (tmp_path / "keys").exists()


def test_a_demo_cannot_become_real(tmp_path: Path):
    mark(tmp_path, demo=True)

    check_mark(tmp_path, demo=True)
    assert is_demo(tmp_path)
    with pytest.raises(Wrong, match="cannot become a real one"):
        check_mark(tmp_path, demo=False)


def test_a_real_company_gets_no_demo(tmp_path: Path):
    mark(tmp_path, demo=False)
    mark(tmp_path, demo=True)  # the first mark stays

    with pytest.raises(Wrong, match="holds a real company"):
        check_mark(tmp_path, demo=True)


def test_the_demo_is_shown_to_nobody_else():
    configuration = read_configuration({"AMBERDESK_SMTP_URL": "smtp://mail.example.pl"})

    refuse_open_door("127.0.0.1", configuration, demo=True)
    with pytest.raises(Wrong, match="only on this machine"):
        refuse_open_door("0.0.0.0", configuration, demo=True)
    refuse_open_door("0.0.0.0", configuration, demo=False)


def test_captured_mail_is_shown_to_nobody_else():
    with pytest.raises(Wrong, match="AMBERDESK_SMTP_URL"):
        refuse_open_door("192.0.2.1", read_configuration({}), demo=False)


def test_a_folder_has_one_holder_at_a_time(tmp_path: Path):
    with hold(tmp_path), pytest.raises(Busy, match="already runs"), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Wrong, match=r"file/data cannot be used"), hold(tmp_path / "file" / "data"):
        pass
