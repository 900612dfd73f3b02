"""Customers and people from a file: read it, try every row, then write all of it or nothing."""
