"""What each act takes."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from amberdesk.web.api.fields import (
    Body,
    Code,
    Degree,
    Email,
    FileKey,
    Given,
    Kind,
    Level,
    Line,
    Moment,
    Number,
    Priority,
    Text,
    Version,
    WaitReason,
    Yes,
)

Files = Annotated[list[FileKey], Field(max_length=10, description="Drafts from POST /attachments.")]


class Versioned(Body):
    version: Version | None = None


class Verify(Versioned):
    category: Code | None = None
    kind: Kind
    impact: Degree
    urgency: Degree
    scope: Literal["agreement", "warranty", "payable"]
    scope_accepted_by: Annotated[Line, Field(description="Payable: who on the customer's side agreed.")] = ""


class SetPriority(Versioned):
    priority: Priority
    reason: Text


class Assign(Versioned):
    level: Level
    technician: Annotated[
        Given | None, Field(description="A person's id from /networks/{code}/technicians.")
    ] = None


class Accept(Body):
    pass


class Start(Versioned):
    pass


class HandOver(Versioned):
    to: Level
    reason: Text
    facts: Annotated[
        dict[Code, Text], Field(max_length=50, description="Answers by the category's fact codes.")
    ] = {}
    technician: Given | None = None


class SendBack(Versioned):
    reason: Text


class Wait(Versioned):
    reason: WaitReason
    until: Moment | None = None
    question: Annotated[Text, Field(description="Sent to the customer.")] = ""
    note: Text = ""


class Resume(Versioned):
    pass


class Reply(Body):
    text: Text = ""
    question: Yes = False
    attachments: Files = []


class Note(Body):
    text: Text = ""
    mentions: Annotated[list[Given], Field(max_length=50, description="Ids of colleagues.")] = []
    attachments: Files = []


class Contact(Body):
    way: Literal["call", "visit"]
    reached: Yes
    text: Text


class Receive(Body):
    """What the customer said: by himself (a representative) or written down by us."""

    text: Text = ""
    attachments: Files = []


class Restore(Body):
    text: Annotated[Text, Field(description="Told to the customer: what serves instead.")]


class Relapse(Body):
    reason: Text


class Resolve(Versioned):
    text: Annotated[Text, Field(description="Told to the customer.")]
    code: Code
    minutes: Annotated[StrictInt, Field(ge=0, le=7 * 24 * 60)]


class Reopen(Versioned):
    reason: Text


class Close(Versioned):
    pass


class Cancel(Versioned):
    reason: Text


class Merge(Versioned):
    into: Number
    reason: Text = ""


class Correct(Versioned):
    """Only what is given changes; null empties."""

    network: Code | None = None
    site: Code | None = None
    device: Given | None = None
    contact: Given | None = None
    kind: Kind | None = None
    reason: Text


class Link(Body):
    other: Number
    how: Literal["related", "follows"] = "related"
    gone: Annotated[Yes, Field(description="Part the two instead.")] = False


class Tag(Body):
    add: Annotated[list[Line], Field(max_length=20)] = []
    remove: Annotated[list[Line], Field(max_length=20)] = []


class Reference(Body):
    whose: Line
    number: Line
    link: Line = ""
    gone: Annotated[Yes, Field(description="Remove it instead.")] = False


class Unfollow(Body):
    follower: Given


class Move(Body):
    message: Given
    to: Number


class TakeBack(Body):
    message: Given


class Undo(Body):
    event: Annotated[Given, Field(description="The event that the act has answered with.")]


class Reporter(Body):
    name: Annotated[Line, Field(max_length=120)] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    email: Email = ""


class Place(Body):
    network: Annotated[
        Code | None, Field(description="May be left out by who works for one network only.")
    ] = None
    site: Code | None = None
    device: Given | None = None
    contact: Given | None = None
    category: Code | None = None
    kind: Kind | None = None
    impact: Degree = "medium"
    subject: Annotated[Line, Field(min_length=1, max_length=200)]
    text: Text = ""
    reporter: Reporter = Reporter()
    language: Annotated[
        Literal["pl", "en", "uk"] | None, Field(description="Else the site's or network's.")
    ] = None
    reported_at: Annotated[
        Moment | None, Field(description="When the customer told; the clocks start then.")
    ] = None
    attachments: Files = []
