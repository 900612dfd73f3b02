"""What a backup says of itself. Pure but for reading JSON."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

FORMAT = 1


class BadArchive(Exception):
    """The file is no backup of ours, or no longer whole; the text is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the archive: of the files all together, their hash being over the names and hashes of all."""

    bytes: int
    sha256: str
    count: int = 1


@dataclass(slots=True)
class Manifest:
    """Versions, counts and hashes. `digests`: of the rows, see snapshot.py. `counters`: code -> network, last, lately."""

    made_at: str
    program: str
    postgres: int
    dumped_by: int
    demo: bool
    key: str  # fingerprint of the key that signs links
    migrations: list[str]
    rows: dict[str, int]
    digests: dict[str, str]
    counters: dict[str, dict[str, int]]
    parts: dict[str, Part] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)  # keys of files that were not in the store
    damaged: list[str] = field(default_factory=list)  # keys of files that were not what their row says
    format: int = FORMAT

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def read_manifest(text: bytes) -> Manifest:
    """Return the manifest. Raises BadArchive."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told["format"] != FORMAT:
            raise BadArchive(
                f"This backup is of format {told['format']}, which this version does not know: use a newer one."
            )
        told["parts"] = {name: Part(**part) for name, part in told["parts"].items()}
        return Manifest(**told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadArchive("The backup's manifest cannot be read.") from error
