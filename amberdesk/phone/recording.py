"""Say that something happened to calls, call-backs, hotlines or exchanges."""

from amberdesk.outbox.publish import record as record
