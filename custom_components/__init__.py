"""Custom integrations of this checkout, so that tests can import them."""
