from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from amberdesk.start.configuration import read_configuration
from amberdesk.wiring import checks

pytestmark = pytest.mark.django_db


def said() -> str:
    out = StringIO()
    call_command("check", stdout=out)
    return out.getvalue()


def test_a_machine_in_order_is_told_so():
    words = said()

    assert "WRONG" not in words
    assert all(part in words for part in ("PostgreSQL", "of this version", "clocks", "captured", "GiB free"))


def test_clocks_that_differ_are_a_finding(monkeypatch: pytest.MonkeyPatch):
    now = timezone.now
    monkeypatch.setattr(checks.timezone, "now", lambda: now() + timedelta(seconds=90))

    with pytest.raises(CommandError, match="1 of these"):
        said()
    assert checks.clocks() == checks.Finding(
        False, "clocks: program and database differ by 90.0 s, set them by NTP"
    )


def test_a_mail_server_that_does_not_answer_is_a_finding(settings):
    settings.AMBERDESK = read_configuration({"AMBERDESK_SMTP_URL": "smtp+plain://127.0.0.1:1"})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2

    assert not checks.mail().good


def test_a_folder_that_cannot_be_written_is_a_finding_beside_the_others(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.AMBERDESK = read_configuration({"AMBERDESK_FILES": str(tmp_path / "file" / "files")})

    found = list(checks.findings())

    assert len(found) == len(checks.PARTS)
    assert [finding.sentence[:6] for finding in found if not finding.good] == ["files:"]
