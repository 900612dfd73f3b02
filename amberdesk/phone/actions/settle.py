"""Seek nobody any more for a call, and remember what was answered: its questions may come again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from amberdesk.phone.models import Call, Settled

REMEMBERED = timedelta(minutes=5)  # after the call: so long a signed question may be sent again
_KEEP = """
INSERT INTO phone_settled (call_key, questions, answer, at) {rows}
ON CONFLICT (call_key) DO UPDATE SET questions = EXCLUDED.questions, answer = EXCLUDED.answer, at = EXCLUDED.at"""
_SETTLE = "WITH gone AS (DELETE FROM phone_wait WHERE call_key = ANY(%s) RETURNING *)" + _KEEP.format(
    rows="SELECT call_key, questions, answer, %s FROM gone WHERE questions <> '{}'"
)
_NOTE = _KEEP.format(rows="VALUES (%s, %s, %s, %s)")


def settle(keys: Sequence[str], *, at: datetime) -> None:
    """Let these calls wait no more, found or gone: what was answered last stands."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [list(keys), at])


def note_answer(key: str, questions: Sequence[str], answer: Mapping[str, Any], *, at: datetime) -> None:
    """Remember the last answer about a call."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [key, list(questions), json.dumps(answer), at])


def forget_settled(now: datetime) -> int:
    """Forget the answers about calls that are over; return how many."""
    running = Call.objects.filter(key=OuterRef("call_key"), ended_at=None, outcome__in=("open", "answered"))
    return Settled.objects.filter(~Exists(running), at__lt=now - REMEMBERED).delete()[0]
