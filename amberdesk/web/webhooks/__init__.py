"""Webhooks of the desk: for administrators, under /office/webhooks/."""
