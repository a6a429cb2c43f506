"""Packs as PowerPoint slides."""
