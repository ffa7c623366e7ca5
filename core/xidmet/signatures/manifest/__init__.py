"""One signature over many: a list of up to 100,000 items signed once, each of which proves alone that it is in it."""

from xidmet.signatures.manifest.canonical import Plain, Values
from xidmet.signatures.manifest.container import files_of_list, prover_of, write_signed_list
from xidmet.signatures.manifest.head import HEAD_NAME, ITEMS_MEDIA, MEDIA, MOST_ITEMS, About, Head
from xidmet.signatures.manifest.items import Item
from xidmet.signatures.manifest.proofs import Prover
from xidmet.signatures.manifest.reading import read_items
from xidmet.signatures.manifest.writing import write_items

__all__ = [
    "HEAD_NAME",
    "ITEMS_MEDIA",
    "MEDIA",
    "MOST_ITEMS",
    "About",
    "Head",
    "Item",
    "Plain",
    "Prover",
    "Values",
    "files_of_list",
    "prover_of",
    "read_items",
    "write_items",
    "write_signed_list",
]
