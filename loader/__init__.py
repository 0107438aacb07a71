"""Documents in, triples out: read → structure → link → cite → claim → map → write.

`pipeline.load` is the chain; a reader starts there. The build of a release
(derive, reason, validate, release) stands beside it and meets it in files.
"""

__version__ = "1.0.0"
