"""What a home pays, worked out of its readings and tariffs alone."""
