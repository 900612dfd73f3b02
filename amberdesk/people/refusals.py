"""How the rules about persons say no: a code with parameters; words.py makes the sentence. Pure."""

from typing import Any


class Refused(ValueError):
    """It cannot be so. `field` is the field to blame, "" for the whole."""

    def __init__(self, code: str, field: str = "", **about: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.about = code, field, about


class Forbidden(PermissionError):
    """The actor has no right to this."""
