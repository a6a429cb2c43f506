"""Shared by the formats of packs: charts, axes, text, colours."""
