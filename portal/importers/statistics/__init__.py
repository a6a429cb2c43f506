"""Importing official statistics: open-data files, the table behind LAIT, neighbours.

A data set of a known shape is a mapping in `db/statistics/`, no code; with `publication` and
`files` it is kept up to date. Other shapes are modules that return a `ParsedDataset`, which
`commit.py` checks and writes in one transaction. What the portal says of a measure (its family,
whether it is about schooling, its polarity where that of LAIT is not practice's) is a row of
`db/statistics/measures.csv`, taken into the bundle by `tools.bundle`. Polarity is read twice, by
the name alone the second time; only what both readings say counts.
"""
