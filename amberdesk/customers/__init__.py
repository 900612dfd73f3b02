"""For whom we work, and under which promise."""
