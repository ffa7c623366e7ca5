"""The invented cases of a demonstration, so that every service stands there in several states."""

from xidmet.cases.demo.cases import open_demo_case, open_demo_cases, prepare_with_cases

__all__ = ["open_demo_case", "open_demo_cases", "prepare_with_cases"]
