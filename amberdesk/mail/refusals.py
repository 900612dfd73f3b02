"""How the rules about mailboxes say no: as those about persons do, a code with parameters; words.py makes the sentence."""

from amberdesk.people import refusals

Forbidden = refusals.Forbidden


class Refused(refusals.Refused):
    """It cannot be so, say mailboxes: mail/words.py knows the code."""
