"""Homes that come from another integration."""
