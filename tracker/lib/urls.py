"""One form of an address for all links to one page. Pure; never raises for what a link says."""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

LIMIT: Final = 500
_LONGEST: Final = 4_000
_WEB: Final = {"http": 80, "https": 443}
# Parameters that say where a reader came from, not which page it is.
_TRACKING: Final = re.compile(
    r"(?:utm_|hsa_|mc_|pk_|piwik_|matomo_|vero_|oly_|ga_|at_|stm_|trk_|wt\.|__)[a-z0-9_.]*"
    r"|(?:fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|li_fat_id|epik|s_kwcid|_hsenc|_hsmi"
    r"|cmpid|cmp|ncid|ocid|icid|mkt_tok|mod|ref|ref_src|ref_url|referrer|source|src|from|share|smid|sr_share|spm|guccounter"
    r"|guce_referrer|guce_referrer_sig|feature|xtor|amp|amp_js_v|usqp|outputtype|output|partner|soc_src|soc_trk"
    r"|rss|feedname|amphtml|_ga|tsrc|yptr|campaign|campaign_id)"
)
_MOBILE_HOST: Final = re.compile(r"^(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\.)")
_AMP_PATH: Final = re.compile(r"/amp(?=/|$)|(?<=[\w-])\.amp(?=\.html?$|$)|(?<=[\w-])[-_.]amp(?=\.html?$)")
_CACHE_HOST: Final = re.compile(r"\.cdn\.ampproject\.org$")
_CACHE_PATH: Final = re.compile(r"^(?:/amp)?/[cvi]/(?:s/)?(?P<page>[^/]+\.[^/]+/.*)$")
_GOOGLE_AMP: Final = re.compile(r"^/amp/(?:s/)?(?P<page>[^/]+\.[^/]+(?:/.*)?)$")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_SLASHES: Final = re.compile(r"/{2,}")
_UNSAFE: Final = re.compile("[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]")


def canonical_url(url: str) -> str:
    """The address without scheme, tracking, AMP, mobile host, fragment, default port or trailing slash.

    "" for what is no web address (javascript:, data:, mailto:, nonsense). At most LIMIT characters, so that it can be
    indexed: what is cut ends in a mark of the whole, never in another page's address.
    """
    parts = _split(_UNSAFE.sub("", url[:_LONGEST]))
    if parts is None:
        return ""
    host, path = _unwrapped(_host(parts), parts.path)
    if not host:
        return ""
    query = _query(parts.query)
    return _cut(f"{host}{_path(path)}{'?' + query if query else ''}")


def _split(url: str) -> SplitResult | None:
    """The parts of a web address, None for anything else."""
    if url.startswith("//"):
        url = "https:" + url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _WEB or not parts.hostname or "." not in parts.hostname:
        return None
    is_usual = port is None or port == _WEB[parts.scheme] or port in _WEB.values()
    return parts._replace(netloc=parts.hostname if is_usual else f"{parts.hostname}:{port}")


def _host(parts: SplitResult) -> str:
    host = parts.netloc.lower().rstrip(".")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return host
    return host


def _unwrapped(host: str, path: str) -> tuple[str, str]:
    """Host and path of the page itself where an AMP cache serves it."""
    wrapped = _CACHE_PATH.match(path) if _CACHE_HOST.search(host) else None
    if wrapped is None and host in ("www.google.com", "google.com"):
        wrapped = _GOOGLE_AMP.match(path)
    if wrapped is not None:
        host, slash, rest = wrapped.group("page").partition("/")
        path = slash + rest
    return _MOBILE_HOST.sub("", host), path


def _path(path: str) -> str:
    plain = _SLASHES.sub("/", quote(unquote(path, errors="replace"), safe="/:@!$&'()*+,;=~-._"))
    plain = _INDEX.sub("/", _AMP_PATH.sub("", plain))
    return plain.rstrip("/")


def _query(query: str) -> str:
    """The parameters that choose the page, in one order."""
    try:
        pairs = parse_qsl(query, keep_blank_values=False, max_num_fields=100)
    except ValueError:
        return query
    return urlencode(sorted((name, value) for name, value in pairs if not _TRACKING.fullmatch(name.lower())))


def _cut(address: str) -> str:
    if len(address) <= LIMIT:
        return address
    total = 0
    for character in address:
        total = (total * 131 + ord(character)) % (1 << 61)
    return f"{address[: LIMIT - 17]}#{total:016x}"
