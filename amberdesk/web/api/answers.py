"""What the API answers with. Fields marked internal are left out for representatives of customers."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

INTERNAL = "Internal: only for staff."


class NetworkRef(BaseModel):
    code: str
    name: str


class SiteRef(BaseModel):
    code: str
    name: str
    city: str


class DeviceRef(BaseModel):
    id: int
    kind: str
    label: str


class CategoryRef(BaseModel):
    code: str
    name: str


class PersonRef(BaseModel):
    id: int
    name: str


class Reporter(BaseModel):
    name: str
    phone: str
    email: str


class Related(BaseModel):
    number: str
    how: str = Field(description="related, follows, followed_by")


class Reference(BaseModel):
    whose: str
    number: str
    link: str


class Follower(BaseModel):
    id: int
    name: str
    email: str
    phone: str
    reporter: bool


class Order(BaseModel):
    number: str
    url: str
    version: int = Field(description="Goes up with state, level, assignee, priority, site and category.")
    subject: str
    state: str
    wait_reason: str
    wait_until: datetime | None
    kind: str
    category: CategoryRef | None
    impact: str
    priority: str
    scope: str
    network: NetworkRef
    site: SiteRef | None
    device: DeviceRef | None
    reporter: Reporter
    language: str
    channel: str
    solution_code: str
    merged_into: str | None = Field(None, description="Number of the order that this one was merged into.")
    reported_at: datetime
    placed_at: datetime
    updated_at: datetime
    responded_at: datetime | None
    due_at: datetime | None = Field(description="The nearest due time of its running clocks.")
    resolved_at: datetime | None
    closed_at: datetime | None
    level: str = Field("", description=INTERNAL)
    assignee: PersonRef | None = Field(None, description=INTERNAL)
    urgency: str = Field("", description=INTERNAL)
    priority_override: bool = Field(False, description=INTERNAL)
    verified_at: datetime | None = Field(None, description=INTERNAL)
    verified_by_rule: bool = Field(False, description=INTERNAL)
    came_from: list[str] = Field([], description=INTERNAL)
    tags: list[str] = Field([], description=INTERNAL)
    unread: bool = Field(False, description=INTERNAL)
    flagged: bool = Field(False, description=INTERNAL)
    reopened: int = Field(0, description=INTERNAL)
    minutes_worked: int = Field(0, description=INTERNAL)
    solved_by: str = Field("", description=INTERNAL)
    contact: PersonRef | None = Field(None, description=INTERNAL)
    acts: list[str] = Field([], description="Single orders: what the caller may do now.")
    related: list[Related] = Field([], description="Single orders. " + INTERNAL)
    followers: list[Follower] = Field([], description="Single orders: the customer's side. " + INTERNAL)
    references: list[Reference] = Field([], description="Single orders: other parties' numbers. " + INTERNAL)


class Orders(BaseModel):
    orders: list[Order]
    next: str | None = Field(description="Cursor of the next page; null at the end.")


class File(BaseModel):
    id: str
    name: str
    media_type: str
    size: int
    url: str


class Message(BaseModel):
    id: int
    public: bool
    inbound: bool = Field(description="From the customer's side.")
    purpose: str
    author: str
    text: str
    question: bool
    at: datetime
    visible_at: datetime = Field(
        description="A public message becomes public then; until then it can be taken back."
    )
    files: list[File]
    facts: dict[str, str] = {}


class Messages(BaseModel):
    messages: list[Message]


class Done(BaseModel):
    """An act's answer: the order as it is now, the event, and the message that was written."""

    order: Order
    event: int | None
    message: Message | None = None


class Entry(BaseModel):
    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    who: str
    what: str = Field(description="In the language of the request.")
    origin: str
    message: Message | None
    acting_as: str = Field("", description="The level acted as, when it is not the doer's own. " + INTERNAL)
    from_order: str | None = Field(
        None, description="Number of a merged order, told inside its target. " + INTERNAL
    )
    undone: bool = Field(False, description=INTERNAL)
    data: dict[str, Any] = Field({}, description="Ids and codes. " + INTERNAL)


class Journal(BaseModel):
    entries: list[Entry]
    earlier: int | None = Field(
        description="Give it as `before` for what happened earlier; null at the beginning."
    )


class Duty(BaseModel):
    network: str
    channel: str
    at: datetime
    open: bool
    until: datetime | None = Field(description="When that changes.")
    opens_at: datetime | None
    says: str
    level: str | None = Field(None, description="Who does L1's work. " + INTERNAL)
    technicians: list[PersonRef] = Field([], description="On shift at that level. " + INTERNAL)


class Network(BaseModel):
    code: str
    name: str
    timezone: str
    language: str
    phone: str


class Networks(BaseModel):
    networks: list[Network]


class Site(BaseModel):
    code: str
    name: str
    street: str
    postcode: str
    city: str
    group: str | None
    joined_on: str | None
    left_on: str | None
    phones: list[str] = []
    note: str = Field("", description=INTERNAL)


class Sites(BaseModel):
    sites: list[Site]
    next: str | None


class Device(BaseModel):
    id: int
    kind: str
    label: str
    model: str
    serial: str


class Devices(BaseModel):
    devices: list[Device]


class Contact(BaseModel):
    id: int
    name: str
    position: str
    emails: list[str]
    phones: list[str]
    note: str


class Contacts(BaseModel):
    contacts: list[Contact]


class People(BaseModel):
    people: list[PersonRef]


class Fact(BaseModel):
    code: str
    label: str
    required: bool


class Category(BaseModel):
    code: str
    name: str
    parent: str | None
    kind: str
    first_aid: list[str]
    level: str = Field("", description=INTERNAL)
    urgency: str = Field("", description=INTERNAL)
    facts: list[Fact] = Field([], description="Asked at a hand-over. " + INTERNAL)
    solution_codes: list[str] = Field([], description=INTERNAL)


class Categories(BaseModel):
    categories: list[Category]
