"""Accept, start, wait, resume, resolve, reopen."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.codes import WaitReason
from amberdesk.orders import actions, words
from amberdesk.orders.category_words import first_aid, solution_choices
from amberdesk.orders.story_words import why_called
from amberdesk.orders.summons import called_now
from amberdesk.web.orders.acts.base import ActForm, done, from_table, moment, reason


class Start(ActForm):
    """Take the order on."""

    act = "start"

    def perform(self, at: datetime) -> str:
        return done(actions.start(self.order, at=at, **self.turn), self.act)


class Accept(ActForm):
    """Say that one sees to it."""

    act = "accept"
    template = "orders/_accept.html"

    def prepare(self) -> None:
        self.called = called_now(self.order)

    @property
    def why(self) -> str:
        why = why_called(self.called.cause, self.called.target) if self.called else ""
        return why[:1].upper() + why[1:]

    def perform(self, at: datetime) -> str:
        actions.accept(self.order, by=self.seat.by, at=at)
        return _("Przyjęte. Nikt więcej nie będzie wzywany.")


class Resume(ActForm):
    """Go on with a waiting order."""

    act = "resume"

    def perform(self, at: datetime) -> str:
        return done(actions.resume(self.order, at=at, **self.turn), self.act)


class Wait(ActForm):
    """What for, until when, and the question that the customer gets."""

    act = "wait"
    blames: ClassVar[dict[str, str]] = {
        "question_missing": "question",
        "until_missing": "until",
        "until_past": "until",
        "text_too_long": "question",
        "text_missing": "question",
    }
    wait_reason = forms.ChoiceField(label=lazy("Na co czekamy"), widget=forms.RadioSelect)
    until = moment(lazy("Do kiedy"), hint=lazy("O tej porze zgłoszenie samo wróci do realizacji."))
    question = reason(
        lazy("Pytanie do klienta"),
        required=False,
        hint=lazy("Klient je dostanie. Zbędne, gdy pytanie już wysłano albo odnotowano próbę kontaktu."),
    )
    note = reason(lazy("Notatka wewnętrzna"), required=False, rows=2)

    def starts_with(self) -> dict[str, Any]:
        return {"wait_reason": WaitReason.CUSTOMER.value}

    def prepare(self) -> None:
        self.choose("wait_reason", from_table(words.REASONS))

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        order = actions.wait(
            self.order,
            reason=WaitReason(d["wait_reason"]),
            until=d["until"],
            question=d["question"],
            note=d["note"],
            at=at,
            **self.turn,
        )
        return done(order, self.act)


class Resolve(ActForm):
    """What solved it, for the customer and for the figures."""

    act = "resolve"
    template = "orders/_resolve.html"
    blames: ClassVar[dict[str, str]] = {
        "text_missing": "text",
        "text_too_long": "text",
        "code_missing": "code",
        "minutes_wrong": "minutes",
    }
    text = reason(lazy("Co rozwiązało problem"), hint=lazy("Tę wiadomość dostanie klient."))
    code = forms.ChoiceField(label=lazy("Rozwiązanie"))
    minutes = forms.IntegerField(label=lazy("Czas pracy w minutach"), min_value=0, max_value=7 * 24 * 60)

    def prepare(self) -> None:
        self.choose("code", [("", str(_("wybierz"))), *solution_choices(self.order.category)])

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        order = actions.resolve(
            self.order, text=d["text"], code=d["code"], minutes=d["minutes"], at=at, **self.turn
        )
        return done(order, self.act)

    @property
    def hints(self) -> list[str]:
        return first_aid(self.order.category)


class Reopen(ActForm):
    """Open a resolved order again, with the reason."""

    act = "reopen"
    reason = reason(lazy("Dlaczego"))

    def perform(self, at: datetime) -> str:
        order = actions.reopen(self.order, reason=self.cleaned_data["reason"], at=at, **self.turn)
        return done(order, self.act)
