"""Live pages: NOTIFY carries topics, one listener per web process fans them out, browsers fetch what has changed.

Payload of channel `live`: topics separated by spaces, as `order:12 network:3`. When it names nothing but persons
(`person:7`: that person was changed), or has the word `revoke` in it, the streams of the named persons end and their
pages ask again what they may follow.
"""
