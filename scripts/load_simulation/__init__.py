"""How many calls a second many homes make together: the integration's schedule, simulated home by home."""
