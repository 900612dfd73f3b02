"""What can be done with teams, shifts and presence. Errors: Refused and Forbidden of customers.refusals."""
