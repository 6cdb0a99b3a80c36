"""Who may ask: names of the host, passwords, origins; and the headers that tell a browser what a page may do."""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
from collections.abc import Mapping

from suviaz.web.values import LOOPBACK, Refused, Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: tuple[tuple[str, str], ...] = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
"""On every reply. Nothing is loaded from elsewhere, nothing inline is run, no other page may frame ours."""

Headers = Mapping[str, str]


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_host(header: str, settings: Settings) -> None:
    """Refuse a request under a name that is not ours: a page elsewhere may have pointed its own name at this address.

    An address in digits belongs to nobody's name, so a server that others reach answers to any.
    """
    name = header.rsplit("]", 1)[0].lstrip("[") if header.startswith("[") else header.rsplit(":", 1)[0]
    name = name.rstrip(".").casefold()
    if name in LOOPBACK or name in {host.casefold() for host in (settings.host, *settings.hosts)}:
        return
    if not is_loopback(settings.host):
        try:
            ipaddress.ip_address(name)
        except ValueError:
            pass
        else:
            return
    raise Refused(421, "This server does not go by that name; name it with --host-name when it starts.")


def check_secret(header: str, settings: Settings) -> None:
    """Refuse whoever does not bring the password (Basic, any user name) or token (Bearer)."""
    if settings.secret is None:
        return
    kind, _, rest = header.partition(" ")
    given = b""
    if kind.casefold() == "bearer":
        given = rest.strip(" ").encode("latin-1")  # as it came
    elif kind.casefold() == "basic":
        try:
            given = base64.b64decode(rest.strip(" "), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            given = b""
    if not hmac.compare_digest(given, settings.secret.encode()):
        asked = (("www-authenticate", 'Basic realm="suviaz", charset="UTF-8"'),)
        raise Refused(401, "This server asks for a password or token.", headers=asked)


def check_change(headers: Headers, site: str, given: str, token: str) -> None:
    """Refuse a change that a page of another site may have sent in a visitor's name."""
    origin = headers.get("origin") or "/".join(headers.get("referer", "").split("/")[:3])
    if origin != site or headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Refused(403, "Changes are taken from pages of this server only.")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Refused(403, "The page was opened before the server started anew; go back, load it again, and repeat.")


def check_foreign(headers: Headers, settings: Settings) -> None:
    """Refuse what a page of another site sends behind its visitor's back; following a link from there is fine."""
    if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
        origin = headers.get("origin", "")
        if "*" not in settings.cors and origin not in settings.cors:
            raise Refused(403, "Pages of other sites may not ask here; --cors lets them.")


def cors(headers: Headers, settings: Settings, *, preflight: bool = False) -> tuple[tuple[str, str], ...]:
    """The headers that let a page of an allowed origin read a reply; none for others."""
    origin = headers.get("origin")
    if not settings.cors or origin is None or ("*" not in settings.cors and origin not in settings.cors):
        return ()
    allowed = "*" if "*" in settings.cors else origin
    found = [("access-control-allow-origin", allowed)]
    if preflight:
        found += [
            ("access-control-allow-methods", "GET, HEAD, POST"),
            ("access-control-allow-headers", "Accept, Authorization, Content-Type"),
            ("access-control-max-age", "600"),
        ]
    else:
        found.append(("access-control-expose-headers", "ETag, Retry-After, Server-Timing, X-Suviaz-Cut"))
    return tuple(found)
