"""Django in the measuring process, on a running desk's data: for keys in links and for the statements of placing."""

import os

from bench.desk import Desk


def use(desk: Desk) -> None:
    """Set Django up on the desk's data folder."""
    os.environ["AMBERDESK_DATA"] = str(desk.data)
    os.environ["DATABASE_URL"] = desk.dsn
    os.environ["DJANGO_SETTINGS_MODULE"] = "amberdesk.settings"
    import django

    django.setup()
