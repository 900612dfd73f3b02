"""Pages for the one who looks after the desk: how it fares, and how long personal data is kept."""
