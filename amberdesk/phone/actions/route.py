"""Answer an exchange that asks what to do with a call now: one answer per question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from amberdesk.customers.terms import Duty
from amberdesk.phone.actions.reserve import give_back, one_at_a_time, reserve
from amberdesk.phone.crew import Member, duty_now
from amberdesk.phone.endings import Cause
from amberdesk.phone.happenings import Reason
from amberdesk.phone.models import Call, CallBack, Exchange, Hotline, Wait
from amberdesk.phone.numbers import as_number
from amberdesk.phone.queue import expected_wait, minutes_to_say
from amberdesk.phone.waiting import ASK_AGAIN, POLL, Queue, handled_lately, takes_push

SOONEST = timedelta(milliseconds=500)
MS = timedelta(milliseconds=1)
MOST_QUESTIONS = 200  # of one call, whose ids are known


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
    known = Hotline.objects.select_related("network").filter(active=True, network__active=True)
    here = known.filter(Q(exchange=None) | Q(exchange=exchange))
    hotline = here.filter(number=as_number(question.number)).first()
    if hotline is None:
        raise NoSuchHotline(question.number)
    hotline.exchange = exchange
    one_at_a_time()
    duty = duty_now(hotline.network, at)
    wait = Wait.objects.filter(call_key=question.call_key).first()
    if wait and question.id and question.id in wait.questions:
        return Answer(wait.answer["do"], hotline, wait.answer, duty)
    return _Turn(hotline, duty, question, wait, at).answer()


class _Turn:
    """One question on its way to its answer."""

    def __init__(
        self, hotline: Hotline, duty: Duty, question: Question, wait: Wait | None, at: datetime
    ) -> None:
        self.hotline, self.duty, self.question, self.at = hotline, duty, question, at
        self.is_new = wait is None
        self.given_back = self.is_new
        self.wait = wait or Wait(call_key=question.call_key, since=at, caller=question.caller[:40])
        self.wait.hotline = hotline

    def answer(self) -> Answer:
        """Return the answer, and keep where the call stands now."""
        if self._is_over():
            return self._no(Reason.NOBODY, elsewhere="")
        if self.duty.level is None:
            return self._no(Reason.CLOSED)
        self._note_question()
        queue = Queue.around(self.wait, at=self.at)
        crew = queue.crew_for(self.wait)
        if self.is_new:
            self.wait.duty = self.duty.level.value
            self.wait.found_free = any(member.is_free(self.at) for member in crew)
            self.wait.place = self._earlier_place()
        if not any(member.is_here() for member in crew):
            return self._no(Reason.NOBODY)
        mine = [(self.wait, turn) for turn in queue.turns() if turn.key == self.wait.call_key]
        stopped = "" if self.is_new else self.wait.call_key
        ring = reserve(mine, queue.members(), at=self.at, stopped=stopped).get(self.wait.call_key)
        self.given_back = True
        return self._yes(ring) if ring else self._wait(queue, crew)

    def _is_over(self) -> bool:
        """Return whether the call has ended meanwhile: its question was long on the way, or is sent again by somebody."""
        return Call.objects.filter(key=self.wait.call_key, ended_at__isnull=False).exists()

    def _note_question(self) -> None:
        wait, exchange = self.wait, self.hotline.exchange
        wait.asked_at, wait.ringing = self.at, False
        wait.handle = self.question.handle if takes_push(exchange) else ""
        if self.question.id:
            wait.questions = [*wait.questions, self.question.id][-MOST_QUESTIONS:]

    def _earlier_place(self) -> datetime | None:
        """Return since when the caller waits who chose to be rung back and rings again himself: he keeps his place."""
        number = as_number(self.question.caller)
        if not number:
            return None
        asked = CallBack.objects.filter(number=number, state="open", cause=Cause.ASKED.value)
        mine = asked.filter(network=self.hotline.network_id, call__isnull=False).order_by("call__offered_at")
        return mine.values_list("call__offered_at", flat=True).first()

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
        again = max(SOONEST, min(left, ASK_AGAIN if self.wait.handle else POLL))
        return self._yes(
            {"do": "wait", "position": position, "minutes": minutes, "ask_again_ms": again // MS}
        )

    def _yes(self, data: dict[str, Any]) -> Answer:
        """Return an answer after which the call is still ours to place."""
        self.wait.answer = data
        self.wait.save(force_insert=self.is_new)
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
        return Answer(data["do"], self.hotline, data, self.duty)
