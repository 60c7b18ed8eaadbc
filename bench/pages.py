"""How fast pages come, asked one after the other through the real web server on SQLite with the dataset loaded."""

from bench.harness import Measured, case, seconds
from bench.ops import prepared_var
from tests.site import serve
from tracker.lib.ports import answers


@case("pages.company", unit="ms", target=500.0)
def company() -> Measured:
    """CleanSpark's page: the median of 30 requests after one that warms up."""
    with serve(prepared_var()) as site:
        url = f"{site.url}/companies/CLSK/"
        if not answers(url, timeout=30):
            raise RuntimeError(f"{url} gives no page.")
        return Measured(1000 * seconds(lambda: answers(url, timeout=30), times=30))
