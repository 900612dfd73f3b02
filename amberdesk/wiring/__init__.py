"""Ties events, time and lines to functions. Read these pages to know everything that happens by itself."""
