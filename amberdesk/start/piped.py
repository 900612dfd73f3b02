"""Commands that a mail server pipes to: when the desk is not there, the mail server is to try again."""

import os
import sys

from amberdesk.start import manage
from amberdesk.start.configuration import Wrong


def command(words: list[str]) -> None:
    """Run a management command; what stops the desk itself is a failure that passes (sysexits.h)."""
    try:
        manage.command(words)
    except Wrong as wrong:
        print(f"amberdesk: {wrong}", file=sys.stderr)
        sys.exit(os.EX_TEMPFAIL)
