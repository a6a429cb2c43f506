"""Set how long tests wait for what must come, wherever they wait.

What a test waits for comes in moments where nothing else runs; on a machine that is kept busy it
may take a hundred times as long. Waiting costs what it takes, so the limit is far off: it only ends
a test that would hang.
"""

SECONDS = 240
