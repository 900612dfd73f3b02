"""Reports: charts to look at, with the numbers in a table behind each."""
