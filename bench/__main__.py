import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Iterable

import bench

Bench = Callable[[], Iterable[dict]]


def all_benches() -> dict[str, Bench]:
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__"]
    found: dict[str, Bench] = {}
    for name in sorted(names):
        found |= getattr(importlib.import_module(f"bench.{name}"), "BENCHES", {})
    return found


def main(wanted: list[str]) -> int:
    known = all_benches()
    if unknown := [name for name in wanted if name not in known]:
        print(
            f"No measurement is called {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr
        )
        return 2
    for name in wanted or known:
        for row in known[name]():
            print(json.dumps({"bench": name, **row}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
