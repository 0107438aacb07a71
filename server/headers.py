"""What all answers carry, and how a client's entity tags are compared; plain texts, no Flask."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
CORS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, QUERY, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match, Range"),
    (
        "Access-Control-Expose-Headers",
        "Content-Range, ETag, Link, Location, Retry-After, Server-Timing, X-Total-Count",
    ),
    ("Access-Control-Max-Age", "86400"),
]
COMMON = [
    *CORS,
    ("X-Content-Type-Options", "nosniff"),
    # Not on pages only: a browser would show XML results as a page as well.
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "no-referrer"),
]


def matches(if_none_match: str | None, tag: str) -> bool:
    """Tell whether a client has what bears this tag.

    [RFC 9110 §13.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2): the weak comparison.

    >>> matches('"a", W/"b"', '"b"')
    True
    """
    if if_none_match is None:
        return False
    known = (one.strip().removeprefix("W/") for one in if_none_match.split(","))
    return any(one in {"*", tag.removeprefix("W/")} for one in known)
