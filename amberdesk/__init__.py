"""Amberdesk: a service desk for companies with real field technicians."""

__version__ = "0.1.0"
