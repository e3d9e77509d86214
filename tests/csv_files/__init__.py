"""Files that a resident can download, read without Home Assistant."""
