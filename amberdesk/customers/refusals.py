"""How the rules about customers say no: as those about persons do, a code with parameters; words.py makes the sentence."""

from amberdesk.people import refusals

Forbidden = refusals.Forbidden


class Refused(refusals.Refused):
    """It cannot be so, say customers and rosters: their words.py knows the code."""
