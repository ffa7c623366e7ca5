"""A site whose one service asks every kind of question: what the tests of forms fill in."""

from pathlib import Path

SITE = Path(__file__).parent
SLUG = "every-field"
