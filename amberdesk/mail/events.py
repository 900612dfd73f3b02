"""Everything that can have happened to mailboxes and letters. Pure. Ids and names of fields only: no address, no secret."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The common shape: `kind` is the name in the journal, `id` the mailbox."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    id: int

    @property
    def subject(self) -> str:
        return f"mailbox:{self.id}"

    def data(self) -> dict[str, Any]:
        return {n: v for n, v in asdict(self).items() if n != "id" and v not in (None, "", ())}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxAdded(Happened):
    kind: ClassVar[str] = "mailbox.added"
    network: int
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxChanged(Happened):
    kind: ClassVar[str] = "mailbox.changed"
    fields: tuple[str, ...]
    policy: str = ""  # the new one, where it has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFailed(Happened):
    """A letter to the customer's side did not arrive; `nobody`: because nobody has the address."""

    kind: ClassVar[str] = "letter.failed"
    order: int
    nobody: bool = False

    @property
    def subject(self) -> str:
        return f"letter:{self.id}"
