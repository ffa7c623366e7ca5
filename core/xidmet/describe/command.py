"""The command `xidmet describe`."""

from __future__ import annotations

import argparse
import sys

from xidmet.describe.plugin import README, as_readme
from xidmet.plugins import load
from xidmet.settings import Settings

DESCRIBE_TOLD = "Print what a plugin declares: its services, states, moves, terms, tables and how long it is."


def say_describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plugin", nargs="?", default="", help="one of plugins.toml; else all of them")
    parser.add_argument("--write", action="store_true", help=f"into {README} in the folder of each, not to the screen")


def describe(asked: argparse.Namespace, settings: Settings) -> int:
    plugins = load(settings.site / "plugins.toml", settings.demo_signing).plugins
    if asked.plugin and asked.plugin not in plugins:
        print(f"xidmet: no plugin {asked.plugin} is in order; see xidmet check.", file=sys.stderr)
        return 2
    for plugin in [plugins[asked.plugin]] if asked.plugin else plugins.values():
        text = as_readme(plugin)
        if asked.write:
            (plugin.folder / README).write_text(text, "utf-8")
        else:
            print(text, end="")
    return 0
