"""The heart: the life of a service order."""
