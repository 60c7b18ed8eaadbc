"""`python -m bench [PREFIX]`: measure, print one JSON object a line. 1 where a target is missed."""

import json
import sys

from bench import eventstudy, ingest, ops, pages, prices, reading, studies
from bench.harness import CASES, chosen

TOPICS = (eventstudy, ingest, ops, pages, prices, reading, studies)  # importing a topic puts its cases on the list


def main(prefix: str) -> int:
    """Run the chosen cases, one after the other."""
    cases = chosen(prefix)
    if not cases:
        print(f"No case starts with {prefix!r}. There are: {', '.join(sorted(CASES))}.", file=sys.stderr)
        return 1
    results = []
    for one in cases:
        results.append(one.run())
        print(json.dumps(results[-1]), flush=True)
    return 0 if all(result["ok"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:2])))
