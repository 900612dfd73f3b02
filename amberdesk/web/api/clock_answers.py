"""What the API says of an order's clocks."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class Stretch(BaseModel):
    start: datetime
    end: datetime
    seconds: float
    counted: bool
    code: str
    params: dict[str, Any]
    says: str


class Pause(BaseModel):
    reason: str
    since: datetime


class Clock(BaseModel):
    target: str = Field(
        description="response, restore, solution, update; for staff also level_L1, level_L2, level_L3."
    )
    name: str
    state: str = Field(description="not_started, running, paused, met, breached_open, breached_met, stopped")
    limit_seconds: float
    used_seconds: float
    left_seconds: float
    due_at: datetime | None
    breached_at: datetime | None
    warned_at: list[datetime]
    kept: int = Field(
        description="How often it was kept; only `update` begins anew with each word to the customer."
    )
    missed: int = Field(description="How often it was not.")
    pause: Pause | None
    explanation: list[Stretch]


class Clocks(BaseModel):
    at: datetime
    clocks: list[Clock]
