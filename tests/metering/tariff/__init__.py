"""What energy and water cost."""
