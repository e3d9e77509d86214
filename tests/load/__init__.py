"""The simulation of many homes: what one home does in it, how calls are counted, what it prints."""
