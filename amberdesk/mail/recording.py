"""Say that something happened to a mailbox or a letter."""

from amberdesk.outbox.publish import record as record
