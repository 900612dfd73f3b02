"""Nothing that orders can refuse or do stays without words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from amberdesk.orders import events, words
from amberdesk.orders.refusal_words import REFUSALS
from amberdesk.orders.states import LIFE, Refused, State
from amberdesk.orders.story_words import SENTENCES

ROOM = Path(events.__file__).parent
RAISED = {"Refused", "Stale", "Conflict"}


def codes() -> Iterator[tuple[str, str]]:
    """Every code that the room's source raises a refusal with, and where."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
                first = node.args[0]
                for code in ast.walk(first):
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        yield code.value, path.name


def test_every_code_of_a_refusal_has_a_sentence() -> None:
    found = list(codes())
    assert len(found) > 30
    assert [(code, where) for code, where in found if code not in REFUSALS] == []


def test_every_sentence_belongs_to_a_code() -> None:
    raised = {code for code, _ in codes()} | {"forbidden", "no_agreement", "no_such_order"}
    assert REFUSALS.keys() - raised == set()


def test_every_event_of_an_order_has_words() -> None:
    assert {kind.removeprefix("order.") for kind in events.EVENTS} == SENTENCES.keys()


def test_every_act_and_state_has_a_word() -> None:
    assert LIFE.keys() <= words.ACTS.keys()
    assert {s.value for s in State} == words.STATES.keys()


def test_a_refusal_speaks_of_acts_and_states_in_words() -> None:
    with translation.override("pl"):
        said = words.refusal(Refused("state", act="start", state=State.CLOSED))
    assert said == "Czynność „Weź do realizacji” nie jest możliwa, gdy zgłoszenie ma stan „Zamknięte”."


def test_an_unknown_code_still_says_something() -> None:
    with translation.override("pl"):
        assert words.refusal(Refused("something_new")) == "Tego nie można zrobić."
