"""Reaching a hub's machine: names, addresses, what TLS must show. No WebSocket is known here."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl

DIAL_S = 2.0  # for one address to take a connection; a healed line is found within that
LOOK_UP_S = 5.0  # for the name of the hub's machine
ADDRESSES_MAX = 4  # of one name that are tried


async def dial(host: str, port: int) -> socket.socket:
    """A connected socket to the first address that takes it, each tried for a moment."""
    loop = asyncio.get_running_loop()
    found = await asyncio.wait_for(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM), LOOK_UP_S)
    error: OSError = ConnectionRefusedError("no address")
    for family, kind, protocol, _, address in found[:ADDRESSES_MAX]:
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        try:
            await asyncio.wait_for(loop.sock_connect(sock, address), DIAL_S)
        except (OSError, TimeoutError) as no:
            sock.close()
            error = no
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise error


def context(pin: str) -> ssl.SSLContext:
    """With a pin the certificate is known by its hash; without one, by who signed it."""
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if pin:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def stays_here(host: str) -> bool:
    """Whether what is sent to this name never leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
