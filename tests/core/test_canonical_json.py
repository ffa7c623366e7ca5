"""JSON that is written in one way only is the same by msgspec as by json, for all that is kept of cases."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from xidmet.canonical_json import from_json, sorted_json

PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(st.characters(exclude_categories=["Cs"]))
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEPT = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@given(KEPT)
def test_both_write_the_same(value: Any) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sorted_json(value) == text
    assert from_json(json.dumps(value, ensure_ascii=False)) == json.loads(text) == value
