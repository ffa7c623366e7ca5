"""A plugin in words, read out of its declaration; `xidmet describe` prints it, the README of each plugin holds it."""

from xidmet.describe.command import describe, say_describe
from xidmet.describe.plugin import as_readme

__all__ = ["as_readme", "describe", "say_describe"]
