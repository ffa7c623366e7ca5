"""Tables as people keep them, CSV and XLSX: read without trusting them, written so that they do no harm.

reading.read_table, writing.write_table. Nothing is imported here: the process that reads a file begins with this
package, and would pay for all of it at each start.
"""
