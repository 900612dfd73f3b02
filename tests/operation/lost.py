"""A machine that is lost: what it was when its last backup was made, and what it did after it."""

import json
import tarfile
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from amberdesk.mail.actions.post import post
from amberdesk.operation.actions.backup import make_backup
from amberdesk.operation.snapshot import Rows, snapshot
from amberdesk.orders.models import Participant
from tests.operation.conftest import test_database_url
from tests.operation.test_backup import photo
from tests.orders.shop import make_desk


@dataclass(frozen=True)
class Lost:
    """`rows`, `stored`: as they were at the backup. `numbers`, `participant`: the last that were given after it."""

    archive: Path
    rows: dict[str, Rows]
    stored: dict[str, str]
    secret: str
    network: int
    counter: int
    participant: int

    @property
    def dumped(self) -> str:
        with tarfile.open(self.archive) as tar:
            return json.load(tar.extractfile("manifest.json"))["parts"]["database.dump"]["sha256"]  # type: ignore[arg-type]


def stored_files(folder: Path) -> dict[str, str]:
    return {p.name: sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def lose(folder: Path) -> Lost:
    """Live, back up, go on for a while, and be gone."""
    now = timezone.now()
    desk = make_desk()
    photo(desk)
    order = desk.report(at=now)
    for name, at in (("old", now - timedelta(hours=3)), ("new", now)):
        post(
            message_id=f"<{name}@x>",
            to="maria@fala.example",
            subject=name,
            text="Dzień dobry",
            order=order,
            at=at,
        )
    archive = make_backup(folder / "b", at=now).path
    with snapshot(test_database_url()) as seen:
        rows = seen.rows()
    stored = stored_files(folder / "files")
    last = [desk.report(at=now) for _ in range(3)][-1]
    return Lost(
        archive=archive,
        rows=rows,
        stored=stored,
        secret=settings.SECRET_KEY,
        network=desk.network.pk,
        counter=int(last.number.split("-")[2]),
        participant=Participant.objects.latest("pk").pk,
    )
