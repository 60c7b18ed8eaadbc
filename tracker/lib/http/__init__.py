"""The one network client: every request of the program goes through `Client.get`.

What it refuses and limits is the point of it: an address may come from a user or from a stranger's redirect.
Outbound proxies and cookies are not used; whoever must go through a proxy puts it below, at the network.
"""

from tracker.lib.http.client import Client, FetchPolicy, Response
from tracker.lib.http.errors import FetchError
from tracker.lib.http.sharing import HostLimits, RobotsCache, RobotsDecision, RobotsFile

__all__ = [
    "Client", "FetchError", "FetchPolicy", "HostLimits", "Response", "RobotsCache", "RobotsDecision", "RobotsFile",
]  # fmt: skip
