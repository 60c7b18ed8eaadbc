"""The outside world of the ingest cases: `python -m bench.ingest_server FOLDER` serves FOLDER/<host>.xml to <host>.

HTTP/1.1 on all loopback addresses at once, in a process of its own so that it shares no interpreter with what is
measured. `/feed.xml` has an ETag, and a request that names it is answered 304; anything else, robots.txt too, is 404.
Prints its port, then serves until it is ended.
"""

import asyncio
import sys
from hashlib import sha256
from pathlib import Path

Pages = dict[str, tuple[str, bytes]]
_NOT_HERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def pages_in(folder: Path) -> Pages:
    """ETag and whole answer by host."""
    found: Pages = {}
    for path in folder.glob("*.xml"):
        body = path.read_bytes()
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: {etag}\r\n"
        found[path.stem] = etag, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    return found


def answer(asked: str, pages: Pages) -> bytes:
    """The bytes to send back to one request."""
    request, *lines = asked.split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    etag, whole = pages.get(headers.get("host", "").partition(":")[0], ("", b""))
    if not etag or request.split(" ")[1] != "/feed.xml":
        return _NOT_HERE
    if headers.get("if-none-match") == etag:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
    return whole


async def serve(pages: Pages) -> None:
    """Answer on a free port of every address of this machine."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer(asked.decode("latin-1"), pages))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "0.0.0.0", 0)  # noqa: S104  (127.0.0.1 to 127.0.0.100 are its hosts)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(pages_in(Path(sys.argv[1]))))
