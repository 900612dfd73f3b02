"""The board: the coordinator's screen."""
