"""Figures. Counts; changes no order."""
