"""Packs as Word documents."""
