"""The office: administrators keep customers, promises, people and teams."""
