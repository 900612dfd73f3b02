"""Whose the desk's files are, when root starts it or types a command."""

import os
import sys
from pathlib import Path

import amberdesk
from amberdesk.start.processes import Account, own_account

FOLDERS = ("backups", "files", "keys", "static")


def account_of_the_desk() -> Account | None:
    """Return the account that web, worker and lines run under when we are root; None: our own rights."""
    account = own_account()
    return account if account and can_run_as(account) else None


def can_run_as(account: Account) -> bool:
    """Return True if this account may read the program itself, which it may not below /root."""
    places = (
        Path(sys.executable),
        Path(sys.executable).resolve(),
        Path(sys.prefix),
        Path(amberdesk.__file__),
    )
    return all(account.can_reach(place.parent) for place in places)


def give_folders(data: Path, account: Account) -> None:
    """Give the desk's folders to its account, whoever wrote there."""
    for name in FOLDERS:
        (data / name).mkdir(mode=0o700, exist_ok=True)
        for folder, _, files in os.walk(data / name):
            for path in (folder, *(os.path.join(folder, file) for file in files)):
                if os.lstat(path).st_uid != account.uid:
                    os.lchown(path, account.uid, account.gid)
