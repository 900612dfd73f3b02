"""Is a port free, does it answer."""

import errno
import socket

from amberdesk.start.configuration import Wrong


def port_is_free(host: str, port: int) -> bool:
    """Return True if a server may listen there. Raises Wrong if none ever could."""
    try:
        with bound(host, port):
            return True
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise Wrong(f"Nothing can listen on port {port} of {host}: {error.strerror}.") from error


def some_free_port(host: str) -> int:
    with bound(host, 0) as listener:
        return int(listener.getsockname()[1])


def bound(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def answers(host: str, port: int) -> bool:
    """Return True if a server listens there."""
    try:
        socket.create_connection((host, port), 0.5).close()
    except OSError:
        return False
    return True


def port_number(text: str) -> int:
    """Read a port from the command line."""
    if not (text.isdigit() and int(text) < 65536):
        raise ValueError(f"{text} is no port")
    return int(text)
