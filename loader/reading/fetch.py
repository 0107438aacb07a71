"""Web pages, fetched once: bytes into a cache folder, with what was asked and what came.

http.client rather than a library: the connection must go to the very address that was checked
(or a name that answers differently the second time would lead elsewhere), one request at a time,
nothing followed, nothing unpacked. No cookies, no proxy from the environment.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import json
import re
import socket
import ssl
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from loader.model import LoaderError
from loader.reading import limits
from loader.write import replace_file

if TYPE_CHECKING:
    from pathlib import Path

PORTS: Final = {"http": 80, "https": 443}
MOVED: Final = frozenset((301, 302, 303, 307, 308))
AGENT: Final = "cybernorms (a reader of documents; one request a page)"
CHUNK: Final = 65_536
CHARSET: Final = re.compile(r"charset\s{0,9}=\s{0,9}\"?([\w:.-]{2,40})", re.IGNORECASE)
# IPv6 addresses that carry an IPv4 one lead to it: NAT64 and 6to4.
CARRIERS: Final = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "2002::/16", "::/96")))


@dataclass(frozen=True, slots=True)
class Page:
    """What came: the bytes, where from at last, and as what they were served."""

    url: str
    final: str
    sha256: str
    content_type: str
    charset: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """What is written beside the bytes."""

    url: str
    final: str
    sha256: str
    content_type: str
    charset: str


def fetch(url: str, cache: Path, *, redirects: bool = False, private: bool = False) -> Page:
    """Return the page at an address, from the cache if it was fetched before.

    Raises LoaderError in one line: for addresses of private networks unless `private`, for
    redirects unless `redirects`, for pages too large or too slow and for every failure.
    """
    name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    if kept := _kept(url, cache, name):
        return kept
    deadline = time.monotonic() + limits.SECONDS
    at = url
    for _ in range(limits.REDIRECTS + 1):
        status, headers, content = _get(url, at, private, deadline)
        if status not in MOVED or not headers.get("location"):
            break
        target = urljoin(at, headers["location"])
        if not redirects:
            raise LoaderError(f"{url}: redirected to {target!r}; give that address")
        if at.startswith("https:") and not target.startswith("https:"):
            raise LoaderError(f"{url}: redirected from https to {target!r}; give that address")
        at = target
    else:
        raise LoaderError(f"{url}: more than {limits.REDIRECTS} redirects; give the last address")
    if status != 200:
        raise LoaderError(f"{url}: the server answered {status}; see whether the address is right")
    served = headers.get("content-type", "")
    charset = CHARSET.search(served)
    record = Record(
        url, at, hashlib.sha256(content).hexdigest(),
        served.partition(";")[0].strip().lower(), charset[1] if charset else "",
    )  # fmt: skip
    _keep(record, content, cache, name)
    return Page(**asdict(record), content=content)


def _kept(url: str, cache: Path, name: str) -> Page | None:
    """Return what the cache holds for an address, if it is whole."""
    try:
        found = json.loads((cache / f"{name}.json").read_text(encoding="utf-8"))
        content = (cache / f"{name}.bytes").read_bytes()
        page = Page(**found, content=content)
    except (OSError, ValueError, TypeError):
        return None
    whole = hashlib.sha256(content).hexdigest() == page.sha256 and page.url == url
    return page if whole else None


def _keep(record: Record, content: bytes, cache: Path, name: str) -> None:
    """Write the bytes, then what they are: a cache broken off between the two is not believed."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        replace_file(cache / f"{name}.bytes", content)
        replace_file(cache / f"{name}.json", (json.dumps(asdict(record), indent=1) + "\n").encode())
    except OSError as error:
        raise LoaderError(f"{cache}: can't be written ({error.strerror})") from None


def _get(url: str, at: str, private: bool, deadline: float) -> tuple[int, dict[str, str], bytes]:
    parts = _split(at)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    address = _checked(url, host, port, private)
    connection = _Pinned(host, port, address, parts.scheme == "https", deadline)
    answer = None
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", path + query, headers=headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        if answer.status != 200:
            return answer.status, found, b""
        if found.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise LoaderError(f"{url}: sent packed though plain was asked for; save the page")
        return answer.status, found, _body(url, answer, connection, deadline)
    except TimeoutError:
        raise LoaderError(f"{url}: no answer within {limits.SECONDS:g} s; try later") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LoaderError(f"{url}: can't be fetched ({_reason(error)})") from None
    finally:
        if answer is not None:
            answer.close()
        connection.close()


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]


def _split(at: str) -> SplitResult:
    try:
        parts = urlsplit(at)
        _ = parts.port
        host = parts.hostname
    except ValueError:
        raise LoaderError(f"{at!r}: no web address") from None
    if parts.scheme not in PORTS or not host:
        raise LoaderError(f"{at!r}: no web address; only http and https are fetched")
    if parts.username or parts.password:
        raise LoaderError(f"{host}: an address with a password is not fetched")
    return parts


def _checked(url: str, host: str, port: int, private: bool) -> str:
    """Return the numeric address to connect to; all that the name has must be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise LoaderError(f"{url}: no host called {host!r}; check the address") from None
    addresses = [str(one[4][0]) for one in found]
    for one in addresses:
        if not private and not is_public(one):
            raise LoaderError(
                f"{url}: {host} is {one}, an address of a private network, which is not fetched "
                "unless asked for (--private-addresses)"
            )
    return addresses[0]


def is_public(address: str) -> bool:
    """Tell whether an address is one that the whole internet reaches.

    >>> is_public("192.0.43.8"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        if one.ipv4_mapped:
            return is_public(str(one.ipv4_mapped))
        if any(one in carrier for carrier in CARRIERS):
            return False
    return one.is_global and not one.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever its name leads to by now."""

    def __init__(self, host: str, port: int, address: str, secure: bool, deadline: float) -> None:
        self.until = deadline
        super().__init__(host, port, timeout=self.left())
        self.address = address
        self.secure = secure
        # http.client hands the socket to the answer and forgets it.
        self.made: socket.socket | None = None

    def left(self) -> float:
        return max(0.05, self.until - time.monotonic())

    def connect(self) -> None:
        made = socket.create_connection((self.address, self.port), timeout=self.left())
        self.sock = self.made = made
        if self.secure:
            context = ssl.create_default_context()
            self.sock = self.made = context.wrap_socket(made, server_hostname=self.host)


def _body(
    url: str, answer: http.client.HTTPResponse, connection: _Pinned, deadline: float
) -> bytes:
    """Return what an answer holds, given up as soon as it is too large or too slow."""
    announced = answer.getheader("content-length") or "0"
    if announced.isdecimal():
        limits.within(url, int(announced[:18]), limits.BYTES, "bytes", "save a part of it")
    content = bytearray()
    while True:
        if time.monotonic() > deadline:
            raise TimeoutError
        if connection.made is not None:
            connection.made.settimeout(connection.left())
        chunk = answer.read1(CHUNK)
        if not chunk:
            break
        content += chunk
        limits.within(url, len(content), limits.BYTES, "bytes", "save a part of it")
    if announced.isdecimal() and int(announced[:18]) > len(content):
        raise LoaderError(f"{url}: broken off after {len(content)} bytes; try again")
    return bytes(content)
