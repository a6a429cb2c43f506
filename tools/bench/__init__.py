"""`make bench`: imports, pages, the first visit and query plans at national scale, in one run."""
