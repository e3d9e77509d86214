"""The dialogues about tariffs."""
