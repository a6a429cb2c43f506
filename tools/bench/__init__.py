"""`make bench`: imports, pages, visits in a browser and query plans at national scale."""
