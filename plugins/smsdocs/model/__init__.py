"""Frozen values. Nothing in this room opens a file, runs git or asks the clock."""
