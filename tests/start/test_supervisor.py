"""`amberdesk up` as a whole: started, killed in every place, started again."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amberdesk.start.database import embedded_url
from amberdesk.start.ports import bound
from tests.start.desk import alive, amberdesk, descendants, running, wait_for


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    folder = Path(
        tempfile.mkdtemp(prefix="amberdesk-up-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    )
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def note(data: Path, number: int) -> None:
    """Commit a row, as the desk would acknowledge an order."""
    with psycopg.connect(embedded_url(data), autocommit=True) as connection:
        connection.execute("create table if not exists noted (number int)")
        connection.execute("insert into noted values (%s)", [number])


def database_answers(data: Path) -> bool:
    try:
        psycopg.connect(embedded_url(data)).close()
    except psycopg.OperationalError:
        return False
    return True


def noted(data: Path) -> list[int]:
    wait_for(lambda: database_answers(data), "the database")
    with psycopg.connect(embedded_url(data)) as connection:
        return [row[0] for row in connection.execute("select number from noted order by 1")]


@pytest.mark.long
def test_every_child_that_is_killed_comes_back(data: Path):
    with running(data) as desk:
        wait_for(desk.answers, "the first answer")
        for words in (["granian"], ["amberdesk worker"], ["postgres", "-D"]):
            victim = desk.find(*words)
            note(data, victim)
            desk.kill(victim)
            wait_for(lambda: victim not in desk.processes(), "the child to be gone")
            wait_for(
                lambda: any(all(word in line for word in words) for line in desk.processes().values()),
                f"{words} back",
            )
            wait_for(desk.answers, f"an answer after {words} was killed")
            assert victim in noted(data)


@pytest.mark.long
def test_the_web_servers_own_worker_comes_back_too(data: Path):
    with running(data) as desk:
        wait_for(desk.answers, "the first answer")
        (worker,) = descendants(desk.find("granian"))
        desk.kill(worker)
        wait_for(desk.answers, "an answer from its successor")
        assert worker not in desk.processes()


@pytest.mark.long
def test_when_the_supervisor_is_killed_everything_ends_and_the_next_start_works(data: Path):
    with running(data) as desk:
        note(data, 1)
        children = set(desk.processes())
        desk.kill(desk.process.pid)
        desk.process.wait()
        wait_for(lambda: not alive(children, data), "its children to end", 30)
    with running(data) as desk:
        wait_for(desk.answers, "an answer after the kill")
        assert 1 in noted(data)


@pytest.mark.long
def test_when_everything_is_killed_at_once_the_next_start_works(data: Path):
    with running(data) as desk:
        note(data, 2)
        desk.kill(desk.process.pid, *desk.processes())
    with running(data) as desk:
        wait_for(desk.answers, "an answer after the kill")
        assert 2 in noted(data)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_cleanly(data: Path, number: signal.Signals):
    with running(data) as desk:
        children = set(desk.processes())
        os.kill(desk.process.pid, number)
        assert desk.process.wait(60) == 0
        assert not alive(children, data)
    assert "database system is shut down" in (data / "log" / "postgres.log").read_text().splitlines()[-1]


@pytest.mark.long
def test_a_second_desk_on_the_same_folder_is_refused_and_commands_share_the_first(data: Path):
    with running(data):
        second = amberdesk(data, "up", "--no-demo", "--port", "0")
        assert (second.returncode, second.stderr) == (2, f"amberdesk: Amberdesk already runs on {data}.\n")
        assert "0001_initial" in amberdesk(data, "showmigrations", "orders").stdout


@pytest.mark.long
def test_a_command_has_its_database_while_the_desk_is_down(data: Path):
    with running(data):
        pass
    assert "[X] 0001_initial" in amberdesk(data, "showmigrations", "orders").stdout
    assert not list((data / "run").glob(".s.PGSQL*"))


@pytest.mark.long
def test_a_real_desk_gets_no_demo(data: Path):
    with running(data):
        pass
    refused = amberdesk(data, "up", "--port", "0")
    assert refused.returncode == 2 and "holds a real company" in refused.stderr


def refusal(data: Path, *words: str, **environ: str) -> str:
    """Return the one sentence with which `up` refuses to start."""
    refused = amberdesk(data, "up", *words, **environ)
    assert refused.returncode == 2, refused.stdout + refused.stderr
    assert refused.stdout == ""
    assert refused.stderr.startswith("amberdesk: ") and refused.stderr.count("\n") == 1
    return refused.stderr


def test_the_demo_is_refused_to_the_world(tmp_path: Path):
    assert "only on this machine" in refusal(tmp_path, "--host", "0.0.0.0")


def test_captured_mail_is_refused_to_the_world(tmp_path: Path):
    assert "AMBERDESK_SMTP_URL" in refusal(tmp_path, "--host", "0.0.0.0", "--no-demo")


def test_the_world_needs_an_address(tmp_path: Path):
    said = refusal(tmp_path, "--host", "0.0.0.0", "--no-demo", AMBERDESK_SMTP_URL="smtp://mail.example.pl")
    assert "AMBERDESK_PUBLIC_URL" in said


def test_a_wrong_setting_stops_the_start_and_leaves_nothing(tmp_path: Path):
    assert "DATABASE_URL" in refusal(tmp_path / "data", DATABASE_URL="sqlite:///desk")
    assert not (tmp_path / "data").exists()


def test_a_database_that_does_not_answer_stops_the_start(tmp_path: Path):
    said = refusal(
        tmp_path, "--port", "0", DATABASE_URL="postgresql://desk@127.0.0.1:1/desk?connect_timeout=2"
    )
    assert "does not answer" in said


def test_a_folder_that_cannot_be_used_stops_the_start(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert "cannot be used" in refusal(tmp_path / "file" / "data")


@pytest.mark.long
def test_a_port_that_is_taken_is_named_in_a_sentence(tmp_path: Path):
    with bound("127.0.0.1", 0) as other:
        other.listen()
        port = str(other.getsockname()[1])
        assert f"Port {port}" in refusal(tmp_path, "--port", port)
    assert not (tmp_path / "postgres").exists()
