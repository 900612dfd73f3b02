"""Whether the desk is alive and ready, and its figures for Prometheus."""
