"""What is the same on every database that Home Assistant's recorder can be told to use."""
