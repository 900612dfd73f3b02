"""The switch, or a clear word why it is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.switch.stage import Desk, Stage, closing, make_stage
from tools.switch import SENTENCE, Programs, bring_programs


@pytest.fixture(scope="session")
def programs() -> Programs:
    found = bring_programs()
    if found is None:
        pytest.skip(SENTENCE)
    return found


@pytest.fixture(scope="module")
def desk(django_db_setup: None) -> Iterator[Desk]:
    """The running desk; a test that stops it starts it again."""
    desk = Desk()
    yield desk
    desk.stop()


@pytest.fixture
def stage(programs: Programs, desk: Desk, transactional_db: None, tmp_path: Path) -> Iterator[Stage]:
    if desk.process is None:
        desk.start()
    with closing(make_stage(programs, desk, tmp_path)) as stage:
        yield stage
