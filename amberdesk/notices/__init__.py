"""Who is told what, in which words. Tells; decides nothing."""
