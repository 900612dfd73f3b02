"""Time arithmetic, pure: working hours and what an SLA clock shows. Standard library only."""
