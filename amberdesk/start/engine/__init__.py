"""Django's PostgreSQL engine, with statements that stay prepared and a cheaper question whether a line still holds."""
