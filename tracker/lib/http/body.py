"""Reads an answer's body within a limit, counted before and after decompression."""

import zlib

import httpx

from tracker.lib.http.errors import HTTP_ERROR, TOO_LARGE, UNREACHABLE, FetchError

ACCEPTED = "gzip"  # the only compression that is asked for: zlib alone can be told how much to unpack at most
_GZIP_WINDOW = 31


def read_body(response: httpx.Response, limit: int) -> bytes:
    """The whole body, at most `limit` bytes both as sent and unpacked. Raises FetchError.

    A small answer that unpacks to gigabytes is given up at the limit, not after it.
    """
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdecimal() and int(declared) > limit:
        raise _too_large(limit)
    unpacker = _unpacker(response.headers.get("content-encoding", ""), limit)
    received = 0
    pieces: list[bytes] = []
    for raw in response.iter_raw():
        received += len(raw)
        if received > limit:
            raise _too_large(limit)
        pieces.append(unpacker.feed(raw) if unpacker else raw)
    if unpacker:
        unpacker.finish()
    return b"".join(pieces)


def _unpacker(encoding: str, limit: int) -> "_Gunzip | None":
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return _Gunzip(limit)
    raise FetchError(
        HTTP_ERROR,
        f"The answer is packed as {name[:40]!r}, which was not asked for and is not read. The site must mend it.",
    )


class _Gunzip:
    """Unpacks gzip bit by bit, several members in a row included."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.member = zlib.decompressobj(_GZIP_WINDOW)

    def feed(self, raw: bytes) -> bytes:
        """What the next bytes unpack to."""
        out = []
        while raw:
            if self.member.eof:
                if not raw.startswith(b"\x1f"):
                    break  # padding behind the last member
                self.member = zlib.decompressobj(_GZIP_WINDOW)
            out.append(self._unpack(raw))
            raw = self.member.unused_data
        return b"".join(out)

    def _unpack(self, raw: bytes) -> bytes:
        try:
            piece = self.member.decompress(raw, self.limit - self.size + 1)
        except zlib.error as error:
            sentence = "The answer says it is gzip and is not. The site must mend it."
            raise FetchError(HTTP_ERROR, sentence) from error
        self.size += len(piece)
        if self.size > self.limit:
            raise _too_large(self.limit)
        return piece

    def finish(self) -> None:
        """Raises FetchError when the packed answer broke off."""
        if not self.member.eof:
            raise FetchError(UNREACHABLE, "The answer broke off before its end.")


def _too_large(limit: int) -> FetchError:
    size = f"{limit / 1_000_000:g} MB"
    advice = "If that size is meant, raise FETCH_MAX_BYTES."
    return FetchError(TOO_LARGE, f"The answer is larger than {size} and was given up. {advice}")
