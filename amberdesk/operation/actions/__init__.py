"""What is done with the desk as a whole."""
