"""How much of a stranger's table is read. Beyond this it is refused, with the number, before it costs anything."""

from __future__ import annotations

MOST_BYTES = 20_000_000  # ten times a full table of 10,000 workers; a browser on a slow line still sends it in minutes
MOST_ROWS = 20_000  # twice the longest list that a form of ours takes
MOST_PEOPLE = 100_000  # rows of a file of an organisation's people: larger employers there are none here
MOST_COLUMNS = 200  # nobody matches more of them by hand
LONGEST_CELL = 32_767  # characters; what a spreadsheet itself can hold
MOST_ENTRIES = 1_000  # files inside an XLSX; a table has about ten
MOST_INFLATED = 150_000_000  # bytes of an XLSX unpacked; 20,000 rows of 200 columns fit
SECONDS = 10  # of the process that reads it
MEMORY = 300_000_000  # bytes of address space of that process
SECONDS_OF_MANY = 60  # of the same for a file of that many rows
PARALLEL = 2  # such processes at once; the others wait their turn
