"""Imports that are interrupted: by a killed process, a cut of power, a full disk, a recorder or ledger of another age."""
