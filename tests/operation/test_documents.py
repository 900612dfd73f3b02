"""What the documents for operators say is what the program does."""

import re
from pathlib import Path

from amberdesk.cli import HELP
from amberdesk.reports.alarms import Alarm

ROOT = Path(__file__).parents[2]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
NOT_FOR_OPERATORS = {"AMBERDESK_TEST_DATA", "AMBERDESK_TEST_DATABASE_URL", "AMBERDESK_TEST_TEMPLATE"}


def names(text: str) -> set[str]:
    return set(re.findall(r"\b(?:AMBERDESK|DATABASE)_[A-Z]+(?:_[A-Z]+)*\b", text))


def test_every_setting_is_explained_and_no_other():
    source = "\n".join(path.read_text() for path in (ROOT / "amberdesk").rglob("*.py"))
    read = {name for name in names(source) if f'"{name}"' in source} - NOT_FOR_OPERATORS
    assert read >= {"AMBERDESK_SMTP_URL", "DATABASE_URL"}
    assert read ^ names(CONFIGURATION) == set()


def test_what_is_handed_out_sets_only_what_there_is():
    for path in (ROOT / "deploy").rglob("*"):
        if path.is_file():
            assert names(path.read_text()) - names(CONFIGURATION) == set(), path.name


def test_every_alarm_is_explained():
    codes = set(
        re.findall(r"Codes: ([\w, \n]+)\.", Alarm.__doc__ or "")[0]
        .replace("\n", " ")
        .replace(" ", "")
        .split(",")
    )
    assert codes == set(re.findall(r"^\| `(\w+)` \|", OPERATIONS, re.M))


def test_every_command_that_operations_names_exists():
    commands = set(
        re.findall(r"amberdesk(?: --data \S+)? ([a-z][a-z-]+)", OPERATIONS.replace("`amberdesk`", ""))
    )
    known = set(re.findall(r"^  ([a-z][a-z-]+)", HELP, re.M)) | {"check"}
    prose = {"runs", "amberdesk", "deploy"}  # after the user, not the program
    assert commands - known - prose == set()
