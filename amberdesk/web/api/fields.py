"""The kinds of values that requests bring, checked once."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from unicodedata import category

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
)
from pydantic_core import PydanticCustomError

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _whole(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul", "a NUL character")
    return text


def _line(text: str) -> str:
    if any(category(char) in ("Cc", "Zl", "Zp") for char in text):
        raise PydanticCustomError("control", "a control character or a line break")
    return text


def _address(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise PydanticCustomError("email", "no address") from error
    return text


def _written(at: object) -> object:
    if not isinstance(at, str):
        raise PydanticCustomError("datetime_type", "no text")
    return at


def _near(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise PydanticCustomError("moment_range", "outside the years 2000 to 2100")
    return at.astimezone(UTC)


Id = Annotated[int, Field(ge=1, le=2**53)]
Given = Annotated[StrictInt, Field(ge=1, le=2**53)]  # an id in a body: a number, nothing that looks like one
Yes = StrictBool
Version = Annotated[
    StrictInt, Field(ge=0, le=2**31 - 1, description="Expected version of the order; stale: 412.")
]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_near)]
Text = Annotated[str, AfterValidator(_whole), Field(max_length=100_000)]
Line = Annotated[str, AfterValidator(_line), Field(max_length=400)]
Email = Annotated[str, AfterValidator(_address), Field(max_length=254)]
Code = Annotated[str, AfterValidator(_line), Field(min_length=1, max_length=40)]
Number = Annotated[
    str, AfterValidator(_line), Field(min_length=1, max_length=40, examples=["FAL-26-004217-1"])
]
FileKey = Annotated[str, Field(pattern="^[0-9a-f]{40}$")]
Level = Literal["L1", "L2", "L3"]
Priority = Literal["P1", "P2", "P3", "P4"]
Degree = Literal["high", "medium", "low"]
Kind = Literal["failure", "service", "question"]
WaitReason = Literal["customer", "part", "supplier", "appointment"]
Channel = Literal["form", "hotline", "mail", "api", "desk"]
State = Literal["new", "assigned", "in_progress", "waiting", "resolved", "closed", "cancelled", "merged"]


class Body(BaseModel):
    """What a request brings. Fields that we do not know are refused, never ignored."""

    model_config = ConfigDict(extra="forbid")
