"""Our staff and everyone else who may sign in."""
