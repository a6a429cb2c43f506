"""Tables for others: files, the data package, and the contract of their columns."""
