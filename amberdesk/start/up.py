"""`amberdesk up`: one command, the whole desk."""

import argparse
import os
import sys

from amberdesk.start.configuration import Wrong, read_configuration
from amberdesk.start.demo_mark import LOOPBACK, refuse_open_door
from amberdesk.start.ports import port_number, some_free_port
from amberdesk.start.supervisor import Supervisor


def command(words: list[str]) -> None:
    options = argparse.ArgumentParser("amberdesk up", allow_abbrev=False)
    options.add_argument("--host", default="127.0.0.1", help="address to serve on (this machine only)")
    options.add_argument("--port", type=port_number, default=8000, help="0 for any free one (8000)")
    options.add_argument("--no-demo", action="store_true", help="an empty desk instead of the demo company")
    options.add_argument("--data", help="folder for everything the desk keeps")
    chosen = options.parse_args(words[1:])
    port = chosen.port or some_free_port(chosen.host)
    if chosen.host in LOOPBACK:
        os.environ.setdefault("AMBERDESK_PUBLIC_URL", f"http://localhost:{port}")
    if not chosen.no_demo:
        os.environ["AMBERDESK_DEMO"] = "1"
    if sys.stderr.isatty():
        os.environ.setdefault("AMBERDESK_LOG", "plain")
    configuration = read_configuration(os.environ)
    refuse_open_door(chosen.host, configuration, demo=not chosen.no_demo)
    if not os.environ.get("AMBERDESK_PUBLIC_URL"):
        raise Wrong(f"Set AMBERDESK_PUBLIC_URL, the address people type, before serving on {chosen.host}.")
    Supervisor(configuration, host=chosen.host, port=port, demo=not chosen.no_demo).run()
