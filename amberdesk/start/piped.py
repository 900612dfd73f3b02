"""Commands that a mail server pipes to: when the desk is not there, the mail server is to try again."""

import os
import sys
from typing import NoReturn

from amberdesk.start import manage
from amberdesk.start.configuration import Wrong

MISTYPED = 2  # how argparse ends


def command(words: list[str]) -> None:
    """Run a management command; what stops the desk itself is a failure that passes (sysexits.h)."""
    try:
        manage.command(words)
    except Wrong as wrong:
        _come_again(str(wrong))
    except SystemExit as stopped:
        sys.exit(os.EX_USAGE if stopped.code == MISTYPED else stopped.code)
    except Exception as error:  # a mail server takes any other end for the last word, and sends the mail back
        _come_again(f"the desk cannot be reached ({type(error).__name__})")


def _come_again(sentence: str) -> NoReturn:
    print(f"amberdesk: {sentence}", file=sys.stderr)
    sys.exit(os.EX_TEMPFAIL)
