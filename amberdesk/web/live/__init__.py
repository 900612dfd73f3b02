"""Live pages: NOTIFY carries topics, one listener per web process fans them out, browsers fetch what has changed.

Payload of channel `live`: topics separated by spaces, as `order:12 network:3`. With the word `revoke` in it the
streams of its `person:<id>` topics end, and their pages must ask again what they may follow.
"""
