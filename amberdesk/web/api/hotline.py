"""The hotline for exchanges: POST /hotline/route asks what to do with a call, POST /hotline/events tells what happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Router
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from amberdesk.phone.actions.route import NoSuchHotline, Question
from amberdesk.phone.actions.route import route as decide
from amberdesk.phone.actions.take_in import Repeated, call_key, take_in
from amberdesk.phone.adapters.hotline_api import AGENT_STATE
from amberdesk.phone.caller_words import said
from amberdesk.phone.happenings import By, Reason, Result, Standing, What
from amberdesk.phone.signing import SIGNATURE
from amberdesk.web.api.exchange_keys import ExchangeKey, exchange_of
from amberdesk.web.api.fields import Line
from amberdesk.web.api.keys import CHALLENGE
from amberdesk.web.api.problems import Problem

router = Router(tags=["hotline"], auth=ExchangeKey())
API = "api"
KEPT = ("Content-Type", "User-Agent")  # headers that are kept with a delivery


def _plain(told: str) -> str:
    """Return what a caller's telephone says of itself as plain text: it may hold anything, and refuses no call."""
    return "".join(char for char in told if char.isprintable())[:40]


class Ask(BaseModel):
    """What an exchange asks with."""

    model_config = ConfigDict(extra="ignore")
    call: Annotated[Line, Field(min_length=1, max_length=80, description="Its own id of the call.")]
    number: Annotated[Line, Field(min_length=1, max_length=40, description="Dialled.")]
    caller: Annotated[str, AfterValidator(_plain), Field(alias="from")] = ""
    id: Annotated[
        Line,
        Field(max_length=120, description="Of the question; asked again it gets the same answer."),
    ] = ""
    handle: Annotated[
        Line,
        Field(max_length=80, description="How a push names the waiting call. Empty: it asks again."),
    ] = ""


class Phone(BaseModel):
    agent: str = Field(description="The technician's name in events.")
    address: str = Field(description="What is dialled.")
    ring: str = Field(description="The ring's key in events.")
    person: int


class Do(BaseModel):
    """What to do with the call now."""

    do: Literal["ring", "wait", "refuse", "redirect"]
    ring_ms: int = Field(0, description="ring: how long, all phones at once; then ask again.")
    phones: list[Phone] = Field([], description="ring")
    position: int = Field(0, description="wait: place in the queue, from 1.")
    minutes: int | None = Field(None, description="wait: expected, null where nothing is said of it.")
    kept: bool = Field(
        False, description="wait: it is the place of an earlier call, after which he was to be rung back."
    )
    ask_again_ms: int = Field(0, description="wait: ask again then, unless a push came.")
    reason: Literal["timeout", "nobody", "closed", "full"] = Field("nobody", description="refuse")
    opens_at: datetime | None = Field(None, description="refuse: when somebody answers again.")
    to: str = Field("", description="redirect")
    callback: bool = Field(False, description="Offer to ring back: tell `callback.asked` when he wants it.")
    say: str = Field(description="What the caller hears, in his network's language.")
    language: str


class Told(BaseModel):
    new: int = Field(description="Events that were not known yet.")
    troubles: list[str] = Field(description="What could not be read; the other events were taken.")


@router.post("/hotline/route", response=Do, exclude_unset=True, url_name="hotline-route")
def route(request: HttpRequest, body: Ask) -> dict[str, Any]:
    """Return what to do with a call: at its beginning, and whenever what was done has come to nothing."""
    exchange, at = exchange_of(request, API), now()
    question = Question(
        call_key=call_key(exchange, body.call),
        number=body.number,
        caller=body.caller,
        id=body.id
        or request.headers.get(SIGNATURE, "")[:120],  # the same signed message is the same question
        handle=body.handle,
    )
    try:
        answer = decide(exchange, question, at=at)
    except NoSuchHotline as error:
        raise Problem(404, "no_such_hotline") from error
    network = answer.hotline.network
    offered = answer.do == "refuse" or answer.data.get("minutes") is not None
    more: dict[str, Any] = {"opens_at": answer.duty.opens_at} if answer.do == "refuse" else {}
    return {
        **answer.data,
        **more,
        "callback": offered,
        "say": said(answer, at),
        "language": network.language,
    }


def _event() -> dict[str, Any]:
    """Return one event of a batch as JSON Schema."""
    text = {"type": "string"}
    count = {"type": "integer", "minimum": 0}
    types: list[str] = [*What, AGENT_STATE]
    choices: dict[str, Iterable[str]] = {
        "type": types,
        "result": Result,
        "reason": Reason,
        "by": By,
        "state": Standing,
    }
    return {
        "type": "object",
        "required": ["type", "at"],
        "properties": {
            **dict.fromkeys(("id", "call", "ring", "agent", "number", "from", "name", "target"), text),
            **{name: {"type": "string", "enum": [str(one) for one in of]} for name, of in choices.items()},
            **dict.fromkeys(("seq", "ring_ms", "rang_ms"), count),
            "at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}]},
        },
    }


BATCH = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "array", "items": _event()}}},
    }
}


@router.post("/hotline/events", response=Told, url_name="hotline-events", openapi_extra=BATCH)
def events(request: HttpRequest) -> dict[str, Any]:
    """Take what happened to calls. The same event told again changes nothing; a batch has up to 1 MB."""
    exchange = exchange_of(request, API)
    kept = {name.lower(): request.headers[name][:200] for name in KEPT if name in request.headers}
    signature = request.headers.get(SIGNATURE, "")
    try:
        taken = take_in(exchange, request.body, headers=kept, at=now(), signature=signature)
    except Repeated as error:
        raise Problem(401, "exchange_unknown", headers=CHALLENGE) from error
    return {"new": taken.new, "troubles": list(taken.troubles)}
