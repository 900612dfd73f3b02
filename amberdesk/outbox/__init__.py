"""Facts and their delivery. Knows no domain word: subject and topic are strings."""
