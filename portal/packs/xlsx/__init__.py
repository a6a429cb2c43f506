"""Packs as Excel workbooks."""
