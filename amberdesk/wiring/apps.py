"""Installs the switchboard when the program starts."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """The top storey."""

    name = "amberdesk.wiring"

    def ready(self) -> None:
        from amberdesk.outbox.deliver import subscribe
        from amberdesk.wiring.switchboard import SWITCHBOARD

        subscribe(SWITCHBOARD)
