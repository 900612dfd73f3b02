"""Search: one box for everything."""
