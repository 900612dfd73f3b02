"""`amberdesk demo`"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amberdesk.operation.demo.make import NotEmpty, introduction, make_demo


class Command(BaseCommand):
    """Make the demo company in an empty database, and write its accounts to the data folder."""

    help = "Make the demo company in an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            make_demo(timezone.now(), say=self.stdout.write)
        except NotEmpty:
            raise CommandError(
                "This database holds a real company: the demo company needs an empty one."
            ) from None
        path = settings.AMBERDESK.data / "demo-accounts.txt"
        path.write_text(introduction(settings.AMBERDESK.public_url), encoding="utf-8")
