"""A restored desk is the same, gives no number twice, and sends nothing old unasked."""

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from amberdesk.operation.actions.go_on import _margin, hold_back
from amberdesk.operation.snapshot import snapshot
from amberdesk.outbox.deliver import fan_out
from amberdesk.outbox.holding import NEVER, drop_held, send_held
from amberdesk.outbox.models import Delivery, Pending
from tests.operation.conftest import Elsewhere, machine, make_elsewhere, test_database_url
from tests.operation.lost import Lost, lose, stored_files
from tests.orders.shop import make_desk

SAME = ("orders", "messages", "files", "contacts", "people")
PLACE = """
from amberdesk.orders.models import Order; from amberdesk.orders.actions import place_order
from amberdesk.orders.intake import Intake; from amberdesk.customers.codes import Channel
from amberdesk.outbox.actor import Actor; from django.utils.timezone import now
o = Order.objects.first()
intake = Intake(channel=Channel.FORM, reference='form:new', reported_at=now(), network=o.network, site=o.site,
                category=o.category, subject='Po odtworzeniu', text='x')
print(place_order(intake, by=Actor('link'), at=now()).order.number)
"""


@pytest.fixture(scope="module")
def lost(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lost]:
    folder = tmp_path_factory.mktemp("lost")
    here = override_settings(AMBERDESK=machine(folder), MEDIA_ROOT=str(folder / "files"))
    with django_db_blocker.unblock(), here:
        yield lose(folder)
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def new_machine(lost: Lost, django_db_blocker, tmp_path: Path) -> Iterator[Elsewhere]:
    with django_db_blocker.unblock():
        yield from make_elsewhere(tmp_path / "new", test_database_url("postgres"), test_database_url)


@pytest.fixture(scope="module")
def restored(
    lost: Lost, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Elsewhere, "subprocess.CompletedProcess[str]"]]:
    folder = tmp_path_factory.mktemp("restored")
    with django_db_blocker.unblock():
        for machine in make_elsewhere(folder / "new", test_database_url("postgres"), test_database_url):
            yield machine, machine.run("restore", str(lost.archive))


def test_a_restore_says_what_it_has_done(restored):
    _, done = restored
    assert done.returncode == 0, done.stderr
    assert (
        "Restored: 2 orders" in done.stdout and "chain is whole" in done.stdout and "1 letters" in done.stdout
    )


def test_a_restored_desk_has_the_same_rows_and_files(lost: Lost, restored):
    there, _ = restored
    with snapshot(there.url) as seen:
        rows = seen.rows()
    assert {name: rows[name] for name in SAME} == {name: lost.rows[name] for name in SAME}
    assert stored_files(there.data / "files") == lost.stored != {}


def test_old_links_work_after_a_restore(lost: Lost, restored):
    key = restored[0].data / "keys" / "secret_key"
    assert key.read_text() == lost.secret and key.stat().st_mode & 0o777 == 0o600


def test_ids_go_on_where_the_lost_machine_cannot_have_come_to(lost: Lost, restored):
    """Else a link that it gave would open what somebody else reports here."""
    [(participant,)] = restored[0].ask("select nextval('orders_participant_id_seq')")
    assert participant > lost.participant + 900_000


def test_letters_that_may_have_gone_out_are_held_until_somebody_decides(restored):
    there, _ = restored
    assert there.ask("select subject, state from mail_outgoingmail order by id") == [
        ("old", "held"),
        ("new", "waiting"),
    ]
    assert "1 letters" in there.run("restore", "--send-held").stdout
    assert there.ask("select count(*) from mail_outgoingmail where state = 'waiting'") == [(2,)]


def test_numbers_go_on_where_the_lost_machine_cannot_have_come_to(lost: Lost, restored):
    there, done = restored
    assert "FAL 1003" in done.stdout
    placed = there.run("shell", "-c", PLACE)
    found = re.search(r"FAL-\d\d-(\d{6})-\d", placed.stdout)
    assert found and int(found[1]) >= 1003 > lost.counter + 900, placed.stderr


def test_a_restore_refuses_a_database_in_use_in_one_sentence(lost: Lost, restored):
    again = restored[0].run("restore", str(lost.archive))
    assert (
        again.returncode == 1
        and "in use already" in again.stderr
        and len(again.stderr.strip().splitlines()) == 1
    )


def test_a_restore_that_was_cut_off_goes_on(lost: Lost, restored):
    """The database is loaded, then the machine stops before numbers are moved ahead."""
    there, _ = restored
    there.ask(f"select setval('order_number_{lost.network}', 2)")
    there.ask(f"create table desk_restoring as select '{lost.dumped}'::text as archive")
    done = there.run("restore", str(lost.archive))
    assert done.returncode == 0, done.stderr
    assert there.ask(f"select nextval('order_number_{lost.network}')")[0][0] > 1000
    assert there.ask("select to_regclass('desk_restoring')::text") == [(None,)]


def test_a_restore_leaves_tables_of_others_alone(lost: Lost, new_machine: Elsewhere):
    new_machine.ask("create table precious (x int)")
    done = new_machine.run("restore", str(lost.archive))
    assert done.returncode == 1 and "none of ours" in done.stderr
    assert new_machine.ask("select count(*) from precious") == [(0,)]


def test_a_damaged_backup_changes_nothing(lost: Lost, new_machine: Elsewhere, tmp_path: Path):
    content = bytearray(lost.archive.read_bytes())
    content[20_000] ^= 1
    (tmp_path / "damaged.tar").write_bytes(content)
    done = new_machine.run("restore", str(tmp_path / "damaged.tar"))
    assert done.returncode == 1 and "damaged" in done.stderr
    assert new_machine.ask("select count(*) from pg_tables where schemaname = 'public'") == [(0,)]
    assert not (new_machine.data / "files").exists()


def test_a_backup_of_a_real_desk_never_goes_into_the_demos_folder(lost: Lost, new_machine: Elsewhere):
    (new_machine.data / "holds").write_text("demo\n")
    done = new_machine.run("restore", str(lost.archive))
    assert done.returncode == 1 and "cannot become a real one" in done.stderr


@pytest.mark.long
def test_a_restore_takes_a_database_that_was_only_migrated_and_says_that_the_key_is_another(
    lost: Lost, new_machine: Elsewhere
):
    assert new_machine.run("migrate", "-v0").returncode == 0
    done = new_machine.run("restore", str(lost.archive), AMBERDESK_SECRET_KEY="other-" * 8)
    assert done.returncode == 0, done.stderr
    assert "links in old letters are dead" in done.stdout
    assert new_machine.ask("select count(*) from orders_order") == [(2,)]


def test_the_margin_grows_with_what_the_desk_places_and_with_the_age_of_the_backup():
    assert _margin(10, timedelta(hours=3)) == 1000
    assert _margin(30_000, timedelta(days=1)) == 60_000
    assert _margin(30_000, timedelta(days=45)) == 120_000


def test_only_what_tells_somebody_outside_is_held(db: None):
    make_desk().report(at=timezone.now())
    later = timezone.now() + timedelta(hours=2)
    held = hold_back(later)
    assert held.deliveries and not Pending.objects.exists()
    lanes = {d.lane: d.due_at == NEVER for d in Delivery.objects.all()}
    assert lanes["index"] is False and lanes["figures"] is False and lanes["mail"] is True
    assert send_held(later) == held.deliveries and not Delivery.objects.filter(due_at=NEVER).exists()
    hold_back(later)
    assert drop_held() == held.deliveries
    assert not Delivery.objects.filter(lane="mail").exists() and fan_out(later) == 0
