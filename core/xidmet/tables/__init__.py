"""Tables as people keep them, CSV and XLSX: read without trusting them, written so that they do no harm."""

from xidmet.tables.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from xidmet.tables.reading import Row, Table, read_table
from xidmet.tables.refused import BadTable
from xidmet.tables.writing import CSV, KINDS, XLSX, Sheet, write_table

__all__ = [
    "CSV",
    "KINDS",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "XLSX",
    "BadTable",
    "Row",
    "Sheet",
    "Table",
    "read_table",
    "write_table",
]
