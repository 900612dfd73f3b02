"""Tell other systems what happens to orders: signed, retried, guarded against addresses inside."""
