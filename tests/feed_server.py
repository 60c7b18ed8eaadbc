"""A web server on the loopback address that answers as a test tells it to: the only outside world tests have."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answers. With an etag, a request that names it gets 304."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/rss+xml; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    delay_seconds: float = 0.0  # before the first byte
    stall_after: int = -1  # send so many bytes of the body, then wait for delay_seconds and send the rest
    gate: threading.Event | None = None  # the answer is held back until the test opens it


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that came in; header names are lower case."""

    path: str
    headers: Mapping[str, str]


class FeedServer:
    """`route` sets what a path answers; `asked` lists what came in. Unknown paths answer 404."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.changed = threading.Condition()
        self.closing = threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), type("OwnHandler", (Handler,), {"feeds": self}))
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """The server's address without a trailing slash."""
        return f"http://127.0.0.1:{self.http.server_port}"

    def route(self, path: str, body: bytes | str = b"", **fields: Any) -> str:
        """Let path answer with body and the fields of `Answer`; its full address."""
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = [Answer(body=content, **fields)]
        return self.url + path

    def route_in_turn(self, path: str, *answers: Answer) -> str:
        """Let path give one answer after the other; the last one stays."""
        self.answers[path] = list(answers)
        return self.url + path

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Let path send the client to target; its full address."""
        return self.route(path, status=status, headers={"Location": target})

    @property
    def pages(self) -> list[str]:
        """The paths that were asked for, in order, robots.txt left out."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def count(self, path: str) -> int:
        """How often path was asked for."""
        return sum(one.path == path for one in self.asked)

    def wait_for(self, path: str, count: int = 1, seconds: float = 20.0) -> bool:
        """Wait until path was asked for so often; whether it was."""
        with self.changed:
            return self.changed.wait_for(lambda: self.count(path) >= count, timeout=seconds)

    def take(self, asked: Asked) -> Answer:
        """Note a request and choose its answer."""
        with self.changed:
            self.asked.append(asked)
            self.changed.notify_all()
            waiting = self.answers.get(asked.path, [Answer(b"not here", status=404)])
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def wait(self, answer: Answer) -> None:
        """Hold an answer back as it asks for, no longer than the server lives."""
        if answer.delay_seconds:
            self.closing.wait(answer.delay_seconds)
        end = time.monotonic() + 60
        while answer.gate and not answer.gate.wait(0.05) and not self.closing.is_set() and time.monotonic() < end:
            pass

    def __enter__(self) -> "FeedServer":
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(timeout=10)


class Handler(BaseHTTPRequestHandler):
    """Answers one request as the feed server it belongs to says."""

    feeds: FeedServer

    def do_GET(self) -> None:
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        try:
            self._send(self.feeds.take(asked), asked)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had enough, as some tests want

    def _send(self, answer: Answer, asked: Asked) -> None:
        if answer.stall_after < 0:
            self.feeds.wait(answer)
        if answer.etag and asked.headers.get("if-none-match") == answer.etag:
            self._head(304, answer, 0)
            return
        self._head(answer.status, answer, len(answer.body))
        if answer.stall_after < 0:
            self.wfile.write(answer.body)
            return
        self.wfile.write(answer.body[: answer.stall_after])
        self.wfile.flush()
        self.feeds.wait(answer)
        self.wfile.write(answer.body[answer.stall_after :])

    def _head(self, status: int, answer: Answer, length: int) -> None:
        own = {"ETag": answer.etag} if answer.etag else {}
        self.send_response(status)
        for name, value in {
            "Content-Type": answer.content_type,
            "Content-Length": str(length),
            **own,
            **answer.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is the base class's)
        """Say nothing on the terminal."""
