"""Answer an exchange that asks what to do with a call now: one answer per question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amberdesk.customers.terms import Duty
from amberdesk.phone.actions.reserve import give_back, one_at_a_time, reserve
from amberdesk.phone.actions.settle import note_answer
from amberdesk.phone.crew import Member, duty_now, is_served_since
from amberdesk.phone.endings import Cause
from amberdesk.phone.happenings import Reason
from amberdesk.phone.known import COLUMNS, HOTLINES, hotline_of
from amberdesk.phone.models import Exchange, Hotline, Settled, Wait
from amberdesk.phone.numbers import as_number
from amberdesk.phone.queue import expected_wait, minutes_to_say
from amberdesk.phone.waiting import ASK_AGAIN, POLL, Queue, handled_lately, takes_push
from amberdesk.start.engine.prepared import columns, found, insert, made
from amberdesk.start.engine.rows import update

SOONEST = timedelta(milliseconds=500)
MS = timedelta(milliseconds=1)
KEPT_PLACE = timedelta(hours=12)  # so long the place of who chose to be rung back is kept for him
MOST_QUESTIONS = 200  # of one call, whose ids are known
_OF_WAIT = len(Wait._meta.concrete_fields)
_ASKED = f"""
SELECT EXISTS (SELECT 1 FROM phone_call c WHERE c.key = %s AND c.ended_at IS NOT NULL),
       (SELECT min(c.offered_at) FROM phone_callback b JOIN phone_call c ON c.id = b.call_id
         WHERE b.number = %s AND b.number <> '' AND b.state = 'open' AND b.cause = '{Cause.ASKED}'
           AND b.network_id = n.id AND c.offered_at > %s::timestamptz),
       {columns(Wait, "w")}, {COLUMNS}
  FROM {HOTLINES} LEFT JOIN phone_wait w ON w.call_key = %s
 WHERE h.active AND n.active AND (h.exchange_id IS NULL OR h.exchange_id = %s) AND h.number = %s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an exchange asks with. `id`: the same one asked again gets the same answer; "": it never is."""

    call_key: str
    number: str
    caller: str = ""
    id: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do: "ring" (`phones`), "wait", "refuse" (with a Reason) or "redirect" (to a number).

    data: for the exchange, as docs/hotline.md has it; duty: who would be there when, for the words
    """

    do: str
    hotline: Hotline
    data: dict[str, Any]
    duty: Duty


class NoSuchHotline(LookupError):
    """Nobody has the number: the exchange does what it does without us."""


@transaction.atomic
def route(exchange: Exchange, question: Question, *, at: datetime) -> Answer:
    """Return what to do with the call now. Its question says too that whatever rang for it has stopped ringing.

    Errors: NoSuchHotline.
    """
    one_at_a_time()
    key, caller = question.call_key, as_number(question.caller)
    number, kept_since = as_number(question.number), at - KEPT_PLACE
    if not (rows := found(_ASKED, key, caller, kept_since, key, exchange.pk, number)):
        raise NoSuchHotline(question.number)
    is_over, earlier, *read = rows[0]
    hotline, wait = hotline_of(read[_OF_WAIT:]), made(Wait, read[:_OF_WAIT]) if read[0] else None
    hotline.exchange = exchange
    duty = duty_now(hotline.network, at)
    known = wait or (Settled.objects.filter(call_key=key).first() if question.id else None)
    if known and question.id in known.questions and question.id and (wait or not is_over):
        return Answer(known.answer["do"], hotline, known.answer, duty)
    turn = _Turn(hotline, duty, question, wait, known.questions if known else [], at)
    return turn.answer(is_over=is_over, earlier=earlier)


class _Turn:
    """One question on its way to its answer."""

    def __init__(
        self,
        hotline: Hotline,
        duty: Duty,
        question: Question,
        wait: Wait | None,
        asked: Sequence[str],
        at: datetime,
    ) -> None:
        self.hotline, self.duty, self.question, self.at = hotline, duty, question, at
        self.is_new = wait is None
        self.given_back = self.is_new
        self.wait = wait or Wait(call_key=question.call_key, since=at, caller=question.caller[:40])
        self.wait.hotline = hotline
        self.wait.questions = [*asked, *([question.id] if question.id else [])][-MOST_QUESTIONS:]

    def answer(self, *, is_over: bool, earlier: datetime | None) -> Answer:
        """Return the answer, and keep where the call stands now.

        is_over: it has ended meanwhile: its question was long on the way, or is sent again by somebody
        earlier: since when the caller waits who chose to be rung back and rings again himself: he keeps his place
        """
        if is_over:
            return self._no(Reason.NOBODY, elsewhere="")
        if self.duty.level is None:
            return self._no(Reason.CLOSED)
        self._note_question()
        queue = Queue.around(self.wait, at=self.at)
        crew = queue.crew_for(self.wait)
        if self.is_new:
            self.wait.duty = self.duty.level.value
            self.wait.found_free = any(member.is_free(self.at) for member in crew)
            served = earlier is not None and is_served_since(self.hotline.network, earlier, self.at)
            self.wait.place = earlier if served else None  # who chose it on Friday is not Monday's first
        if not any(member.is_here() for member in crew):
            return self._no(Reason.NOBODY)
        mine = [(self.wait, turn) for turn in queue.turns() if turn.key == self.wait.call_key]
        stopped = "" if self.is_new else self.wait.call_key
        ring = reserve(mine, queue.members(), at=self.at, stopped=stopped).get(self.wait.call_key)
        self.given_back = True
        return self._yes(ring) if ring else self._wait(queue, crew)

    def _note_question(self) -> None:
        wait, exchange = self.wait, self.hotline.exchange
        wait.asked_at, wait.ringing = self.at, False
        wait.handle = self.question.handle if takes_push(exchange) else ""

    def _wait(self, queue: Queue, crew: Sequence[Member]) -> Answer:
        left = self.wait.since + timedelta(seconds=self.hotline.patience_seconds) - self.at
        if left <= timedelta(0):
            return self._no(Reason.TIMEOUT)
        if self.is_new and queue.waiting_at(self.hotline) > self.hotline.places:
            return self._no(Reason.FULL)
        position = queue.position(self.wait)
        people = len({member.id for member in crew if member.is_working()})
        expected = expected_wait(position, handled_lately(self.hotline.network_id), people)
        minutes = minutes_to_say(expected, self.wait.said_minutes)
        if minutes is not None:
            self.wait.said_minutes = minutes
        self.wait.said_position = min(position, self.wait.said_position or position)
        kept = {"kept": True} if self.is_new and self.wait.place else {}
        again = max(SOONEST, min(left, ASK_AGAIN if self.wait.handle else POLL))
        return self._yes(
            {
                "do": "wait",
                "position": self.wait.said_position,
                "minutes": minutes,
                "ask_again_ms": again // MS,
                **kept,
            }
        )

    def _yes(self, data: dict[str, Any]) -> Answer:
        """Return an answer after which the call is still ours to place."""
        self.wait.answer = data
        if self.is_new:
            insert(self.wait)
            return Answer(data["do"], self.hotline, data, self.duty)
        try:
            update(self.wait)
        except Wait.DoesNotExist:  # he has hung up meanwhile
            give_back(self.wait.call_key, at=self.at)
        return Answer(data["do"], self.hotline, data, self.duty)

    def _no(self, reason: Reason, elsewhere: str | None = None) -> Answer:
        """Return that nobody is sought: the call goes elsewhere, or the caller hears why."""
        if not self.given_back:
            give_back(self.wait.call_key, at=self.at)
        if not self.is_new:
            Wait.objects.filter(pk=self.wait.pk).delete()
        to = self.hotline.elsewhere if elsewhere is None else elsewhere
        if to and reason in (Reason.CLOSED, Reason.NOBODY):
            data = {"do": "redirect", "to": to}
        else:
            data = {"do": "refuse", "reason": reason.value}
        if self.question.id:
            note_answer(self.wait.call_key, self.wait.questions, data, at=self.at)
        return Answer(data["do"], self.hotline, data, self.duty)
