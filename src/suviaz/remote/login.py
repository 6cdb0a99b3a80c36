"""A user name and password, and the two ways of HTTP to give them: hashed (Digest), or in the clear (Basic).

A server is given a password when it asks for one. In the clear it goes through TLS or to this machine, nowhere else.
"""

from __future__ import annotations

import netrc
import os
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from suviaz.errors import EndpointFailed

USER, PASSWORD = "SUVIAZ_USER", "SUVIAZ_PASSWORD"


@dataclass(frozen=True)
class Login:
    """Who we are at a server. Says nothing of itself when it is printed."""

    user: str = field(repr=False)
    password: str = field(repr=False)
    _asked: _Asked = field(default_factory=lambda: _Asked(), repr=False, compare=False)

    @classmethod
    def found(cls, host: str, environment: Mapping[str, str] | None = None) -> Login | None:
        """From SUVIAZ_USER and SUVIAZ_PASSWORD, else from the netrc file (~/.netrc, or the one that NETRC names); None
        where there is none. Raises EndpointFailed for a netrc file that cannot be used.
        """
        environment = os.environ if environment is None else environment
        if environment.get(USER):
            return cls(environment[USER], environment.get(PASSWORD, ""))
        try:
            known = netrc.netrc(environment.get("NETRC")).authenticators(host)
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EndpointFailed(f"The netrc file cannot be read: {getattr(error, 'strerror', 'no text')}.") from error
        except netrc.NetrcParseError as error:
            # What it says may quote the line, and with it the password.
            raise EndpointFailed(f"The netrc file is damaged, or others may read it (line {error.lineno}).") from None
        return cls(known[0], known[2] or "") if known else None

    def handlers(self) -> tuple[urllib.request.BaseHandler, ...]:
        """What answers a server that asks who we are."""
        passwords = _Anywhere(self)
        return _Digest(passwords, self._asked), _Basic(passwords)


@dataclass
class _Asked:
    """How the server asked last time, so that the next request need not be sent twice."""

    challenge: dict[str, str] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Anywhere(urllib.request.HTTPPasswordMgr):
    """The one login, whatever the realm: an endpoint is spoken to at one address only, and no redirect is followed."""

    def __init__(self, login: Login) -> None:
        super().__init__()
        self._login = login

    def find_user_password(self, realm: str | None, authuri: str) -> tuple[str | None, str | None]:
        return self._login.user, self._login.password


class _Digest(urllib.request.HTTPDigestAuthHandler):
    def __init__(self, passwords: urllib.request.HTTPPasswordMgr, asked: _Asked) -> None:
        super().__init__(passwords)
        self._asked = asked

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        if self._asked.challenge and not request.has_header(self.auth_header):
            told = self.get_authorization(request, self._asked.challenge)
            request.add_unredirected_header(self.auth_header, f"Digest {told}")
        return request

    https_request = http_request

    def retry_http_digest_auth(self, request: urllib.request.Request, auth: str) -> Any:
        answer = super().retry_http_digest_auth(request, auth)
        if answer is not None:
            words = urllib.request.parse_http_list(auth.partition(" ")[2])
            self._asked.challenge = urllib.request.parse_keqv_list(list(filter(None, words)))
        return answer


class _Basic(urllib.request.HTTPBasicAuthHandler):
    def http_error_401(self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: HTTPMessage) -> Any:
        return super().http_error_401(req, fp, code, msg, headers) if may_be_heard(req.full_url) else None


def may_be_heard(url: str) -> bool:
    """Whether a password may go to an address in the clear: through TLS, or within this machine."""
    parts = urlsplit(url)
    try:
        here = ip_address(parts.hostname or "").is_loopback
    except ValueError:
        here = parts.hostname == "localhost"
    return parts.scheme == "https" or here
