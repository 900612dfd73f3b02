"""Long tables are tried and written by a worker; the page says how far it is; a kill costs nothing but time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from amberdesk.customers.models import Network, Site
from amberdesk.operation.actions.imports import KEPT, LEASE, TRIES, take_import
from amberdesk.operation.models import ImportJob
from amberdesk.outbox.models import Event
from amberdesk.web.office.imports import jobs
from amberdesk.web.office.imports.jobs import run_imports
from amberdesk.web.office.imports.reading import MOST_AT_ONCE
from tests.factories import make_company, make_network, make_person

HEADER = "Kod sieci;Kod placówki;Nazwa\n"
MANY = MOST_AT_ONCE + 1


@pytest.fixture
def office(db, client):
    client.force_login(make_person("administrator"))
    make_company()
    make_network("FAL")
    return client


def send(office, rows):
    file = SimpleUploadedFile("plik.csv", (HEADER + "\n".join(rows)).encode())
    return office.post("/office/import/sites/check/", {"file": file})


def shops(count=MANY, name="Sklep"):
    return [f"FAL;{n:05};{name} {n}" for n in range(count)]


def said(office, answer):
    return office.get(answer["Location"]).content.decode()


def agree(office):
    return office.post(f"/office/import/jobs/{ImportJob.objects.latest('pk').pk}/write/")


def test_a_long_file_is_tried_then_written_by_a_worker(office):
    answer = send(office, shops())
    assert f"0 z {MANY} wierszy" in said(office, answer) and "every 1s" in said(office, answer)

    assert run_imports(now()) == 1
    assert f"Nowych wierszy: {MANY}." in said(office, answer) and not Site.objects.exists()
    assert "every 1s" in said(office, agree(office))
    assert run_imports(now()) == 1 and run_imports(now()) == 0

    assert f"nowych {MANY}" in said(office, answer)
    assert Site.objects.count() == Event.objects.filter(kind="site.added").count() == MANY
    assert ImportJob.objects.get().rows == []


def test_the_same_long_file_twice_changes_nothing(office):
    for _ in range(2):
        answer = send(office, shops())
        run_imports(now())
        agree(office)
        run_imports(now())

    assert f"nowych 0, znanych {MANY}" in said(office, answer)
    assert Event.objects.filter(kind="site.added").count() == MANY


def test_one_bad_row_is_named_and_nothing_is_written(office):
    answer = send(office, [*shops(), "XXX;1;Obca"])
    run_imports(now())

    assert "Nie ma sieci o kodzie XXX." in said(office, answer)
    assert agree(office).status_code == 302 and run_imports(now()) == 0
    assert not Site.objects.exists() and ImportJob.objects.get().rows == []


def test_what_no_longer_fits_when_it_is_written_writes_nothing(office):
    answer = send(office, shops())
    run_imports(now())
    agree(office)
    Network.objects.update(code="GON")
    run_imports(now())

    assert "Nie ma sieci o kodzie FAL." in said(office, answer) and not Site.objects.exists()


def test_a_killed_workers_import_is_begun_anew_by_the_next(office, monkeypatch):
    answer = send(office, shops())
    run_imports(now())
    agree(office)

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(jobs, "finish_import", killed)  # everything is written but the end
        run_imports(now())
    assert run_imports(now()) == 0  # its lease has not ended
    assert f"{MANY} z {MANY} wierszy" in said(office, answer)

    assert run_imports(now() + LEASE + timedelta(seconds=1)) == 1
    assert Site.objects.count() == MANY and f"nowych {MANY}" in said(office, answer)


def test_a_worker_that_was_killed_between_parts_is_followed_by_one_that_goes_on(office, monkeypatch):
    answer = send(office, shops())
    run_imports(now())
    agree(office)
    run, parts = jobs.run, []

    def dies_at_the_second(table, rows, **more):
        parts.append(len(rows))
        if len(parts) == 2:
            raise KeyboardInterrupt
        return run(table, rows, **more)

    monkeypatch.setattr(jobs, "run", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run_imports(now())
    assert Site.objects.count() == jobs.PART and f"{jobs.PART} z {MANY} wierszy" in said(office, answer)

    run_imports(now() + 2 * LEASE)
    assert parts == [jobs.PART, MANY - jobs.PART, MANY - jobs.PART]
    assert Site.objects.count() == Event.objects.filter(kind="site.added").count() == MANY
    assert f"nowych {MANY}" in said(office, answer)


def test_a_row_that_stands_twice_is_found_across_parts(office):
    answer = send(office, [*shops(), "FAL;00000;Znowu"])
    run_imports(now())

    assert "To samo co w wierszu 2." in said(office, answer)


def test_what_always_dies_is_given_up_and_said_so(office):
    answer = send(office, shops())
    for n in range(TRIES):
        assert take_import(now() + n * 2 * LEASE) is not None

    assert take_import(now() + TRIES * 2 * LEASE) is None
    assert "Import nie udał się" in said(office, answer)


def test_a_worker_whose_import_another_took_writes_nothing(office):
    send(office, shops())
    run_imports(now())
    agree(office)
    slow = take_import(now())
    take_import(now() + 2 * LEASE)

    with pytest.raises(jobs.Lost):
        jobs._work(slow, now())
    assert not Site.objects.exists()


def test_imports_are_forgotten_after_a_day(office):
    send(office, shops())
    run_imports(now() + KEPT + timedelta(hours=1))

    assert not ImportJob.objects.exists()
