"""What an operator types: `amberdesk COMMAND`. A few own commands; every other name is a management command."""

import argparse
import os
import sys
from importlib import import_module

from amberdesk.start.configuration import Wrong

OWN = {  # imported when asked for: the supervisor must stay small, so no Django here
    "up": "amberdesk.start.up",
    "web": "amberdesk.start.web",
    "prepare": "amberdesk.start.prepare",
    "catalogues": "amberdesk.start.catalogues",
    "lines": "amberdesk.wiring.waiting",
    "mail": "amberdesk.start.piped",
    "upgrade-database": "amberdesk.operation.remake",
}
HELP = """usage: amberdesk [--data FOLDER] COMMAND

  up            everything on this machine: database, web, worker, lines   (--port --host --no-demo)

  web           the web server                                             (--port --host --workers)
  worker        deliveries and jobs
  lines         what stays open: mailboxes, telephone exchanges
  migrate       bring the database to this version
  demo          make the demo company in an empty database
  createadmin   make an administrator
  token EMAIL   make a token for the API
  mail take-in --mailbox ADDRESS    one mail from the standard input; mail mailbox ADDRESS --network CODE makes one
  check         are configuration, database, mail and clocks right
  import FILE   orders with their past, from another desk                 (--dry-run --source)
  backup [FOLDER]    database, files and keys in one file; twice a day it happens by itself
  restore ARCHIVE    into an empty database
  upgrade            check, back up, bring the database to this version
  upgrade-database   bring the embedded database to this version's PostgreSQL

COMMAND --help tells more.
"""


def main() -> None:
    """Run one command; a wrong setting is one sentence and exit code 2."""
    try:
        run(sys.argv[1:])
    except Wrong as wrong:
        print(f"amberdesk: {wrong}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def run(words: list[str]) -> None:
    words = take_data_folder(words)
    name = words[0] if words else "help"
    if name in ("help", "-h", "--help"):
        print(HELP, end="")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amberdesk.settings")
    module = import_module(OWN.get(name, "amberdesk.start.manage"))
    module.command(words)


def take_data_folder(words: list[str]) -> list[str]:
    """Move `--data FOLDER`, which every command takes anywhere, into the environment."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--data")
    found, rest = options.parse_known_args(words)
    if found.data:
        os.environ["AMBERDESK_DATA"] = os.path.abspath(found.data)
    return rest
