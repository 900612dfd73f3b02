"""Management commands of all rooms; the embedded database is started for one where it is not running."""

import os

from django.core.management import execute_from_command_line

from amberdesk.start.bootstrap import check_server
from amberdesk.start.borrowed import running_server
from amberdesk.start.configuration import Wrong, read_configuration
from amberdesk.start.ownership import account_of_the_desk, give_folders

WITHOUT_DATABASE = {"collectstatic", "diffsettings", "makemessages", "makemigrations", "shell", "version"}
MAKE_A_DESK = {"createadmin", "demo", "migrate", "restore"}


def command(words: list[str]) -> None:
    configuration = read_configuration(os.environ)
    if words[0] in WITHOUT_DATABASE or "--help" in words:
        execute_from_command_line(["amberdesk", *words])
    elif configuration.database_url:
        check_server(configuration.database_url)
        execute_from_command_line(["amberdesk", *words])
    elif words[0] not in MAKE_A_DESK and not (configuration.data / "postgres").exists():
        raise Wrong(f"There is no desk in {configuration.data} yet: `amberdesk up` makes one.")
    else:
        with running_server(configuration.data):
            try:
                execute_from_command_line(["amberdesk", *words])
            finally:  # what root has written must stay readable to the desk
                if account := account_of_the_desk():
                    give_folders(configuration.data, account)
