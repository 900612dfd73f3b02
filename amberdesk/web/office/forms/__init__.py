"""What an administrator can type."""
