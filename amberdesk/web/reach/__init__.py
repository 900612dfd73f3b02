"""How one is called ("Jak cię zawołać"), and the office's gateway for SMS and voice."""
