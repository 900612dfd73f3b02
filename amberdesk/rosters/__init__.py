"""Who works when, on which level, for which networks."""
