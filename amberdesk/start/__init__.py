"""How the machine starts: configuration, embedded database, supervisor, web server. No domain word, no Django."""
