"""Keep the index."""
