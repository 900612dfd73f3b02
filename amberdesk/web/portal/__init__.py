"""What shops see: their own page to report on, and the page of each order. Works in old browsers, without scripts."""
