"""Watching the hotlines: as they run, every call, figures, staffing, boards on walls."""
