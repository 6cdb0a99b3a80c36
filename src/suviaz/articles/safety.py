"""Which hosts may be asked: those of the public net. A page, a feed or a redirect may name any; most readers run inside
a network that trusts whoever is in it.

A name is looked up once, all its answers are judged, and the connection is made to what was judged: an answer that
changes between the two has no effect.
"""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE | re.ASCII)
_UNICAST = IPv6Network("2000::/3")
_DOCUMENTATION = (IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))
_TRANSLATED = IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """An address or an answer that we do not take; the message is what follows the address in a sentence."""


def connect(host: str, port: int, *, timeout: float, allow_private: bool) -> socket.socket:
    """A connection to the host. Raises Refused where it is not in the public net, OSError where there is none."""
    check_name(host, allow_private=allow_private)
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not allow_private:
        for *_, place in answers:
            if not is_public(str(place[0])):
                raise Refused(_private(host, str(place[0])))
    problem: OSError = OSError("there is no such host")
    for family, kind, protocol, _, place in answers:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(timeout)
            connection.connect(place)
            return connection
        except OSError as error:
            connection.close()
            problem = error
    raise problem


def check_name(host: str, *, allow_private: bool) -> None:
    """What a host's name alone tells, where somebody else (a proxy) looks it up. Raises Refused."""
    if allow_private:
        return
    name = host.rstrip(".").lower()
    try:
        literal = str(ip_address(name))
    except ValueError:
        if _NUMBER.fullmatch(host):
            raise Refused(f"writes its host as the number {host}, as no page does; it was not asked.") from None
        if name == "localhost" or name.endswith(".localhost"):
            raise Refused(_private(host, host)) from None
    else:
        if not is_public(literal):
            raise Refused(_private(host, literal))


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody in the world may ask; also by the IPv4 address within an IPv6 one."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        return ip in _UNICAST and ip.is_global and not any(ip in network for network in _DOCUMENTATION)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip.sixtofour:
        return ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None


def _private(host: str, address: str) -> str:
    also = "" if host == address else f" ({address})"
    return f"is on {host}{also}, which is not in the public net; such addresses are read only where that is allowed."
