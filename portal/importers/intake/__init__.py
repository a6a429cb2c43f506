"""Reading a council's own improvement plan: Word, Excel, PDF or CSV to proposed rows.

`paper.py` is what every format is opened to. Names of columns are `columns.toml`, statuses and
colours `statuses.toml`, words that are no people `people.toml`. A rule comes with a made-up paper
that has the shape, in `tests/unit/importers/intake/`.
"""
