"""What the formats of packs share: charts, axes, text, colours."""
