"""Ofsted's inspection reports: from a PDF file to typed records, by rules that are data."""
