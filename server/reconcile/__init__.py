"""Reconciliation: names in other people's tables are matched to things here.

`wording` knows how writings of one name differ, `judging` how well a thing fits a name, `matching`
who is meant; `queries` reads what clients send, `vocabulary` and `extending` know kinds,
properties and values, `service` joins these, `views` has the routes.
"""

from server.reconcile.views import blueprint

__all__ = ["blueprint"]
