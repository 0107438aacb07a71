"""What the pages about things, terms and graphs show: one model a kind of page; no routes."""

from server.about.graphs import graph
from server.about.ontology import ontology
from server.about.thing import render

__all__ = ["graph", "ontology", "render"]
