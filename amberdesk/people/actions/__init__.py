"""What can be done with persons and their keys: a verb each. Errors: refusals.Refused, Forbidden."""
