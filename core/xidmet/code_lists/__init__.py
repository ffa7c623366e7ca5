"""Code lists: lists of code and name with versions, brought along or loaded from a file."""

from xidmet.code_lists.load import Loaded, WrongList, load_codes, load_file, load_packaged
from xidmet.store.registers import versions

__all__ = ["Loaded", "WrongList", "load_codes", "load_file", "load_packaged", "versions"]
