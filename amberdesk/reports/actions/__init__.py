"""Keep the figures."""
