"""Find orders, shops, devices and people by whatever somebody remembers of them."""
