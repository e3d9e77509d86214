"""The emulator does what it says: checked without any code of the integration."""
