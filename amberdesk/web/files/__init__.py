"""Files of messages, for those who may read the message."""
