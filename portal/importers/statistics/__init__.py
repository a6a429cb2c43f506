"""Importing official statistics: open-data files, the table behind LAIT, neighbours."""
