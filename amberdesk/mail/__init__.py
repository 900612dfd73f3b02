"""E-mail: the door to the world by which the desk writes to people."""
