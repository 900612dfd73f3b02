"""`amberdesk lines` before there is a line: it waits without Django, a quarter of the size.

Most desks begin without a telephone exchange of their own and without a mailbox.
"""

import os
import time

import psycopg

from amberdesk.start import manage
from amberdesk.start.configuration import Configuration, read_configuration
from amberdesk.start.database import direct_url

PAUSE = 10.0  # seconds until it looks again
ASKED = """
    select exists (select from phone_exchange where active and kind = 'asterisk')
        or exists (select from mail_mailbox where active and host <> '')
"""


def command(words: list[str]) -> None:
    """Wait for the first line, then hold the lines. Raises Wrong."""
    configuration = read_configuration(os.environ)
    while "--help" not in words and not is_wanted(configuration):
        time.sleep(PAUSE)
    manage.command(words)


def is_wanted(configuration: Configuration) -> bool:
    """Return True if the office or the configuration names a line, or if the command must say what is wrong."""
    if configuration.mail_door:
        return True
    try:
        with psycopg.connect(direct_url(configuration)) as connection:
            return connection.execute(ASKED).fetchone() == (True,)
    except psycopg.Error:  # no database, or one of another version
        return True
