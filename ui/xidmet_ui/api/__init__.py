"""The JSON API: the same abilities as the pages."""
