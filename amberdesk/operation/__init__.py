"""Running the desk: demo, imports, backup, restore, health."""
