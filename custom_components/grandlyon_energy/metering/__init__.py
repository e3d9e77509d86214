"""What readings mean: pure functions, one rule each, no Home Assistant."""
