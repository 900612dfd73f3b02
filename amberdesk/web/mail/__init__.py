"""Mail that waits for people: why, to what it may belong, and what becomes of it."""
