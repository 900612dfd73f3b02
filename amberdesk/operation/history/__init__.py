"""Orders with their past, as they come from another desk: reading, checking, replaying. Writes nothing."""
