"""Who reads the list: our staff their networks' orders, a customer's representative the public side of his own."""

from dataclasses import dataclass

from amberdesk.web.base.reader import Reader as AnyReader
from amberdesk.web.base.reader import read_by


@dataclass(frozen=True, slots=True)
class Reader(AnyReader):
    """One request for a list."""

    @property
    def levels(self) -> frozenset[str]:
        """The levels of his own teams, in any network."""
        return frozenset(level for levels in self.standing.levels.values() for level in levels)


list_reader = read_by(Reader, lambda standing: standing.visible)
