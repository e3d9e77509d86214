"""The recorder's side of the house: the only code that reads or writes statistics."""
