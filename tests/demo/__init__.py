"""The demo's pure parts: what it types into forms, what it calls equal, what it objects to in a log."""
