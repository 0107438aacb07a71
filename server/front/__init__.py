"""The process that clients talk to: sockets, time, memory and fairness; no RDF and no Flask.

It hands each request to a worker that may die, and passes on what comes back.
"""
