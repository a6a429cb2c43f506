"""Packs as a page to print."""
