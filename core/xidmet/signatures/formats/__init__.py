"""Formats of signed files: each file here takes one of them apart and says what was found."""
