"""Kamailio and sipp for tests of the hotline: on the machine, else unpacked from Debian's packages into the cache."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tools.debian import cache, unpack

PACKAGES = ("kamailio", "kamailio-utils-modules", "kamailio-extra-modules", "sip-tester")
LIBRARIES = (
    "libgsl27",
    "libgslcblas0",
    "libpcap0.8",
    "libsctp1",
    "libjansson4",
    "libevent-2.1-7",
    "libcurl4",
)
SENTENCE = f"The tests of a real SIP switch need Debian's packages {', '.join(PACKAGES)}."


class Programs(NamedTuple):
    """Where they are, and what they need in their environment."""

    kamailio: Path
    modules: Path
    sipp: Path
    env: Mapping[str, str]


def find_programs() -> Programs | None:
    """Return the programs of this machine, or those unpacked before."""
    for root in (Path("/"), cache("switch")):
        modules = next(root.glob("usr/lib/*/kamailio/modules"), None)
        programs = root / "usr/sbin/kamailio", root / "usr/bin/sipp"
        if modules and (modules / "jansson.so").exists() and all(os.access(p, os.X_OK) for p in programs):
            folders = [str(modules.parent), str(modules.parent.parent)]
            env = {} if root == Path("/") else {"LD_LIBRARY_PATH": ":".join(folders)}
            return Programs(programs[0], modules, programs[1], env)
    return None


def bring_programs() -> Programs | None:
    """Unpack the packages into the cache when they are not there; nothing is installed on the machine."""
    if found := find_programs():
        return found
    unpack("switch", *PACKAGES, *LIBRARIES)
    return find_programs()
