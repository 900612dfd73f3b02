"""Code starts for five reasons, and each has one page to read."""

import ast
import inspect
import re
from collections.abc import Iterator

from amberdesk.orders import events
from amberdesk.wiring.switchboard import SWITCHBOARD
from amberdesk.wiring.timetable import TIMETABLE
from tests.house.sources import PACKAGE, ROOT, sources


def kinds() -> list[str]:
    """Every kind of event that a room defines in its modules of events."""
    return [
        node.value.value
        for source in sources()
        if source.path.endswith("events.py")
        for node in kind_assignments(source.tree)
    ]


def kind_assignments(tree: ast.Module) -> Iterator[ast.AnnAssign]:
    for node in ast.walk(tree):
        is_kind = (
            isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "kind"
        )
        if is_kind and isinstance(node.value, ast.Constant):
            yield node


def test_the_rooms_define_events():
    assert events.Placed.kind in kinds()


def test_no_two_events_share_a_name():
    assert len(set(kinds())) == len(kinds())


def test_the_switchboard_names_every_event():
    assert set(kinds()) - set(SWITCHBOARD) == set()


def test_the_switchboard_names_no_event_that_cannot_happen():
    published = "\n".join(
        (PACKAGE / source.path.removeprefix("amberdesk/")).read_text() for source in sources()
    )
    assert [kind for kind in SWITCHBOARD if published.count(f'"{kind}"') < 2] == []


def test_every_job_takes_the_present():
    assert TIMETABLE
    assert [job.name for job in TIMETABLE if "now" not in inspect.signature(job.run).parameters] == []


def test_every_path_in_the_documents_exists():
    missing = []
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for path in re.findall(
            r"`((?:amberdesk|tests|docs|bench|deploy|tools)/[\w/.\-]+)`", document.read_text()
        ):
            if not (ROOT / path).exists():
                missing.append(f"{document.name}: {path}")
    assert missing == []
