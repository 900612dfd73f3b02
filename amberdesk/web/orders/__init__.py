"""The order's page with all its acts, and the page on which a technician places an order for a caller."""
