"""What schemathesis needs to know of our interface; it loads this file, pytest does not."""

from collections import Counter
from zlib import crc32

import schemathesis

ACCEPTS = (
    "*/*",
    "text/html",
    "application/json",
    "text/turtle;q=0.5, */*;q=0.1",
    "text/csv, text/html;q=0.2",
    "image/webp",
)
CONDITIONS = ({}, {"If-None-Match": "*"}, {"If-Match": '"none"'})
# The examples name things of the real release; these are in the made-up one.
HERE = {"state/france": "state/meadow", "france": "meadow", "State": "Claim"}


@schemathesis.serializer("application/sparql-query")
def as_it_is(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


asked = Counter()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Ask for one format or another, by what is asked; take redirects for answers."""
    for values in (case.path_parameters, case.query):
        for name, value in (values or {}).items():
            for theirs, ours in HERE.items():
                if isinstance(value, str) and value.endswith(theirs):
                    values[name] = value.removesuffix(theirs) + ours
                    break
    said = repr((case.operation.label, case.path_parameters, case.query))
    turn, asked[said] = crc32(said.encode("utf-8", "replace")) + asked[said], asked[said] + 1
    case.headers = {"Accept": ACCEPTS[turn % len(ACCEPTS)], **(case.headers or {})}
    if asked[said] > 1 or turn % 5 == 0:
        case.headers |= CONDITIONS[turn % len(CONDITIONS)]
    kwargs["allow_redirects"] = False


def header(response, name):
    return response.headers.get(name.lower(), [""])[0]


@schemathesis.check
def open_to_other_pages(context, response, case):
    assert header(response, "Access-Control-Allow-Origin") == "*"


@schemathesis.check
def an_error_is_a_problem_or_a_page(context, response, case):
    if response.status_code >= 400 and case.method not in {"HEAD", "TRACE"}:
        kind = header(response, "Content-Type").partition(";")[0]
        assert kind in {"application/problem+json", "text/html"} or response.status_code == 412, (
            kind
        )
