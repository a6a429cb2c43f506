"""Ofsted's inspection reports: from a PDF file to typed records, by rules that are data.

Headings are `headings.toml`, spellings of councils `councils.toml`, words of areas `areas.toml`,
papers that are refused by name `other_kinds.toml`, columns of an overview table `overview.toml`.
A rule comes with a made-up report that holds the trap, in `tests/unit/importers/inspections/`.
"""
