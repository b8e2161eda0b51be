"""One address for one item: what tools, networks and mail programs wrap around it or hang on it is taken off."""

from __future__ import annotations

import hashlib
import html
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

WRAPPED_MOST = 5  # redirects in redirects that are followed (by reading: nothing is asked of the network)
ESCAPED_MOST, CODE_DIGITS = 4, 32
# Parameters that hold the address which a redirect leads to.
LEADS_TO = (
    "url",
    "u",
    "q",
    "uddg",
    "to",
    "target",
    "dest",
    "destination",
    "redirect",
    "redirect_url",
    "link",
    "goto",
    "z",
)
FRONT = re.compile(r"^(?:www\d?|m|mobile|amp|mbasic|touch|old|new|np|web|[a-z]{2}-[a-z]{2})\.(?=[^.]+\.)")
HOSTS = {
    "twitter.com": "x.com", "fxtwitter.com": "x.com", "vxtwitter.com": "x.com", "nitter.net": "x.com",
    "fb.com": "facebook.com", "instagr.am": "instagram.com", "redd.it": "reddit.com",
}  # fmt: skip
TRACKING = re.compile(
    r"^(?:utm_|hsa_|mc_|pk_|mtm_|matomo_|piwik_|at_|oly_|vero_|trk|ga_|wt_|ns_|cm_|sca_|_hs|__|_g[al]$|x-amz-|x-goog-|_nc_"
    r"|(?:fb|g|d|y|tw|tt|ms|li_fat_|rb_|s_c|irc?)c?lid$|gclsrc$|[gw]braid$|s_cid$)"
)
NOISE = frozenset(
    # who led here
    """ref refsrc ref_src ref_url referer referrer source src medium campaign cmp cmpid xtor spm scid feature
    si igshid igsh mibextid rdid sfnsn notif_id notif_t paipv eav share shareid share_id shared sharetype shr from via
    share_source mkt_tok hsctatracking originalreferer ved usg sei ei sa usqp cd rct esrc cvid form context tracking
    trackid affiliate aff aff_id partner partner_id promo newsletter
    """
    # how it is shown
    """hl locale amp outputtype output theme view mode app_view embed print utm fref comment_tracking
    """
    # signed tokens, sessions, and what breaks a cache
    """sp sig sign signature token access_token auth authkey auth_key expires expiry exp hmac hash policy jwt
    oh oe ccb stp edm sid session sessionid session_id phpsessid jsessionid nonce ts timestamp cb cachebuster rand _ se
    sr sv st skoid sktid key-pair-id""".split()
)
INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
STATUS = re.compile(r"/(?:[^/]+|i/web)/status(?:es)?/(\d+)")
COMMENTS = re.compile(r"(?:/r/[^/]+)?/comments/(\w+)(?:/[^/]*(?:/(\w+))?)?")


def address_of(url: str) -> str:
    """The same words for every address of one item; "" where the address names none (empty, or a whole site)."""
    host, path, query = _parts(url)
    for _wrap in range(WRAPPED_MOST):
        inner = _led_to(host, path, query)
        if not inner:
            break
        host, path, query = _parts(inner)
    host, path, query = _of_network(host, path, query)
    path = quote(unquote(INDEX.sub("/", path.split(";jsessionid=")[0])), safe="/~:@!$&'()*+,;=%")
    path = re.sub(r"/{2,}", "/", path).rstrip("/").removesuffix("/amp")
    kept = sorted((name.lower(), value) for name, value in query if not _is_noise(name.lower(), value))
    if not host or not (path or kept):
        return ""
    shown = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in kept)
    return f"{host}{path}?{shown}" if shown else f"{host}{path}"


def hashed(address: str) -> str | None:
    """``address`` (see :func:`address_of`) as 32 hexadecimal digits to look it up by; None for none."""
    return hashlib.sha256(address.encode()).hexdigest()[:CODE_DIGITS] if address else None


def _parts(url: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Host, path and parameters; nothing of what cannot be read."""
    text = url
    for _time in range(ESCAPED_MOST):
        text = html.unescape(text)
    text = text.strip().strip("<>\"'")
    if text and "://" not in text[:12]:
        text = f"https:{text}" if text.startswith("//") else f"https://{text}"
    try:
        split = urlsplit(text)
        host = (split.hostname or "").rstrip(".").casefold()
        query = parse_qsl(split.query, keep_blank_values=True)
    except ValueError:
        return "", "", []
    return _host(host), split.path, query


def _host(host: str) -> str:
    while (bare := FRONT.sub("", host)) != host:
        host = bare
    return HOSTS.get(host, host)


def _led_to(host: str, path: str, query: list[tuple[str, str]]) -> str:
    """The address that this one only leads to, or ""."""
    if host.startswith("google.") and path.startswith("/amp/"):
        return path.removeprefix("/amp/").removeprefix("s/")
    if host.endswith("cdn.ampproject.org") and path.startswith(("/c/", "/v/")):
        return path[3:].removeprefix("s/")
    if host == "archive.org" and (kept := re.match(r"/web/\d+\w*/(.+)", path)):
        return kept[1]
    given = {name.lower(): value for name, value in query}
    for name in LEADS_TO:
        value = given.get(name, "")
        for _time in range(2):
            if value.lower().startswith(("http://", "https://")):
                return value
            value = unquote(value)
    return ""


def _of_network(host: str, path: str, query: list[tuple[str, str]]) -> tuple[str, str, list[tuple[str, str]]]:
    """Where a network has several addresses for one item, the one with the item's own number."""
    if host == "x.com" and (found := STATUS.match(path)):
        return host, f"/status/{found[1]}", []
    if host == "youtu.be":
        return "youtube.com", "/watch", [("v", path.strip("/"))]
    if host == "youtube.com" and (found := re.match(r"/(?:shorts|live|embed)/([\w-]+)", path)):
        return host, "/watch", [("v", found[1])]
    if host == "youtube.com":
        return host, path, [pair for pair in query if pair[0] in ("v", "lc")]
    if host == "reddit.com" and (found := COMMENTS.match(path)):
        return host, f"/comments/{found[1]}" + (f"/{found[2]}" if found[2] else ""), []
    if host == "instagram.com":
        path = re.sub(r"^/[^/]+/(p|reel)/", r"/\1/", path).replace("/reels/", "/reel/")
    return host, path, query


def _is_noise(name: str, value: str) -> bool:
    return bool(TRACKING.match(name)) or name in NOISE or value.startswith("eyJ")
