"""What can be done with networks, sites, people and promises: a verb each. Errors: refusals.Refused, Forbidden."""
