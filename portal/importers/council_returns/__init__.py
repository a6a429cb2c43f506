"""Councils' own quarterly returns: a template, reading, and their way to the public tables."""
