"""Benchmarks: the desk as users run it, against the physical limit measured in the same run."""
