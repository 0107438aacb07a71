"""The CyberNorms endpoint: it serves a finished release, read-only, and writes nothing.

Importing this package must stay cheap, as the query processes start through it: the
application is in `server.application`.
"""
