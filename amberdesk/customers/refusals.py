"""How the rules about customers say no: as those about persons do, a code with parameters; words.py makes the sentence."""

from amberdesk.people.refusals import Forbidden, Refused

__all__ = ["Forbidden", "Refused"]
