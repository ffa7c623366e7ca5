"""Code lists: lists of code and name with versions, brought along or loaded from a file."""

from xidmet.code_lists.load import Loaded, WrongList, load_codes, load_file, load_packaged
from xidmet.code_lists.packaged import country_codes
from xidmet.store.registers import versions

__all__ = ["Loaded", "WrongList", "country_codes", "load_codes", "load_file", "load_packaged", "versions"]
