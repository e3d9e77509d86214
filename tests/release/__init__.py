"""What a release holds, and what makes it."""
