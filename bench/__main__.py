"""bin/bench NAME: runs bench/NAME.py, which has `add_arguments(parser)` and `run(options) -> Report`."""

import argparse
import importlib
import pkgutil
import sys

import bench

from .report import Report


def names() -> list[str]:
    """The benches there are."""
    inner = {"__main__", "report"}
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in inner)


def main(arguments: list[str]) -> int:
    """Run one bench; 1 when a limit is not kept, 2 when there is no such bench."""
    parser = argparse.ArgumentParser(prog="bin/bench")
    known = parser.add_subparsers(dest="name", required=True)
    wanted = [n for n in names() if n in arguments[:1]] or names()
    for name in wanted:
        module = importlib.import_module(f"bench.{name}")
        one = known.add_parser(name, help=(module.__doc__ or "").strip().splitlines()[0])
        module.add_arguments(one)
        one.add_argument("--json", metavar="FILE", help="also write the figures to FILE")
        one.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    report: Report = options.run(options)
    report.show()
    if options.json:
        report.write(options.json)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
