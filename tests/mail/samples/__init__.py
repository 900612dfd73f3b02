"""Raw mails written for the tests, as mail programs and servers write them, each with what a person reads in it."""
