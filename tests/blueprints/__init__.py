"""The blueprints, run in a real core."""
