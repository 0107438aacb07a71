"""Answers kept for as long as the release: least recently used ones go first; bytes are bounded."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from server.front.limits import CACHED

# What keeping one costs beside its bytes.
OVERHEAD = 500
# Questions remembered by a number, not yet worth keeping the answer of.
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer; its head has no `Date` and no blank line yet."""

    head: bytes
    body: bytes
    tag: bytes

    @property
    def size(self) -> int:
        """Give the bytes it takes."""
        return len(self.head) + len(self.body) + OVERHEAD


class Cache:
    """Keeps answers up to so many bytes in all."""

    def __init__(self, most: int) -> None:
        """Begin empty."""
        self.most, self.size = most, 0
        self.answers: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()
        self.hits = self.misses = 0
        self.asked: set[int] = set()

    def get(self, key: Hashable) -> Kept | None:
        """Find an answer."""
        found = self.answers.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self.answers.move_to_end(key)
        return found[0]

    def is_new(self, key: Hashable) -> bool:
        """Tell whether this was not asked for lately, and remember that it was."""
        mark = hash(key)
        if mark in self.asked:
            return False
        if len(self.asked) >= REMEMBERED:
            self.asked.clear()
        self.asked.add(mark)
        return True

    def put(self, key: Hashable, kept: Kept, key_size: int) -> None:
        """Keep an answer, and let others go to make room."""
        size = kept.size + key_size
        if size > min(CACHED, self.most):
            return
        if key in self.answers:
            self.size -= self.answers.pop(key)[1]
        self.answers[key] = kept, size
        self.size += size
        while self.size > self.most:
            self.size -= self.answers.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget all."""
        self.answers.clear()
        self.asked.clear()
        self.size = 0
