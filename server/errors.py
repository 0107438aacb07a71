"""The refusals of the server, each with its HTTP status; no wording of single cases.

```
Refusal
├── Malformed 400          ├── TooLarge 413
├── Forbidden 403          ├── UnsupportedMedia 415
├── Missing 404            ├── Busy 503
├── NotAcceptable 406      ├── Overrun 503 (deadline, memory)
└── Gone 410               └── Broken 500
WorldFault      a missing file, a taken port: told by the command line alone
BrokenStream    an answer that died after its first bytes: the connection must break
```
"""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A request that gets no answer, with the status and the reason to give."""

    status = 500
    code = "refused"
    title = "The request was refused"

    def __init__(
        self, detail: str, code: str = "", members: Mapping[str, Any] | None = None
    ) -> None:
        """Keep what was found and what would do; `code` is the machine-readable reason.

        What else a machine may read goes into `members`, of plain values only.
        """
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code
        self.members = members or {}

    @property
    def headers(self) -> Mapping[str, str]:
        """Name the headers that this refusal adds to its answer."""
        return {}


class Malformed(Refusal):
    """The request says something that SPARQL or its protocol does not allow."""

    status, code, title = 400, "malformed", "The request is malformed"


class Forbidden(Refusal):
    """The request asks for what this endpoint never does."""

    status, code, title = 403, "forbidden", "The request is refused"


class Missing(Refusal):
    """Nothing of this name is published here."""

    status, code, title = 404, "not-found", "Nothing is published under this name"


class Gone(Refusal):
    """What was published here was withdrawn; `members` name what replaced it."""

    status, code, title = 410, "gone", "This is no longer published"

    def __init__(
        self, detail: str, members: Mapping[str, Any] | None = None, links: str = ""
    ) -> None:
        """Keep the header that links to what replaced it."""
        super().__init__(detail, members=members or {})
        self.links = links

    @property
    def headers(self) -> Mapping[str, str]:
        """Link to what replaced it."""
        return {"Link": self.links} if self.links else {}


class NotAcceptable(Refusal):
    """None of the formats asked for is offered."""

    status, code, title = 406, "not-acceptable", "No offered format was asked for"


class TooLarge(Refusal):
    """The request is longer than the endpoint reads."""

    status, code, title = 413, "too-large", "The request is too large"


class UnsupportedMedia(Refusal):
    """The body is of a kind that the protocol does not know."""

    status, code, title = 415, "unsupported-media-type", "The body's media type is not supported"


class Busy(Refusal):
    """All query processes are at work."""

    status, code, title = 503, "busy", "The endpoint is busy"

    @property
    def headers(self) -> Mapping[str, str]:
        """Ask the client to come back shortly."""
        return {"Retry-After": "2"}


class Overrun(Refusal):
    """The query used up its time or its memory."""

    status, code, title = 503, "deadline", "The query was stopped"


class Broken(Refusal):
    """The query process died of a fault of ours."""

    status, code, title = 500, "engine", "The engine failed"


class WorldFault(Exception):
    """What the server needs from its surroundings is not there."""


class BrokenStream(Exception):
    """The answer ended before it was whole, after its first bytes were sent."""


BY_STATUS: Mapping[int, type[Refusal]] = {
    kind.status: kind
    for kind in (Malformed, Forbidden, Missing, NotAcceptable, TooLarge, UnsupportedMedia, Overrun)
}
