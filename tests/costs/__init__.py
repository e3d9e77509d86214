"""What a home's electricity and water cost, through a real core and its recorder."""
