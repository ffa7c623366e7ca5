"""Declarations and cases -> page data. Pure functions, no HTTP."""
