"""Sign-in, and what each person keeps in order about the own account."""
