"""Captured mail: what the desk would send if it had a mail server. Only for people at this very machine."""
