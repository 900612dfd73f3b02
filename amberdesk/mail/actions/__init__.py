"""What mail does."""
