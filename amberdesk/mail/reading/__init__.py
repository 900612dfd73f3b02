"""How a raw mail is read, piece by piece. Pure, bounded, and never an exception: see `amberdesk/mail/parse.py`."""
