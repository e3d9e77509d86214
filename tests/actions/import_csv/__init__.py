"""Files of a resident's, taken in by the action."""
