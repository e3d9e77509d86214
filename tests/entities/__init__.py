"""The entities, from what is known to what Home Assistant shows."""
