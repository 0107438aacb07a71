"""The layout of a document of any kind: what is its title, its prose, its notes, its parts."""

from loader.structure.assemble import layout
from loader.structure.sentences import split

__all__ = ["layout", "split"]
