"""How our own people are reached beside e-mail: SMS and voice through one gateway, each by his own ways."""
