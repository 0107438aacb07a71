"""The parts of reconciliation joined, once an application; and what the service says of itself."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask.sansio.app import App

from server import identifiers
from server.reconcile.extending import SETTINGS
from server.reconcile.matching import Candidate, Matcher, Wanted
from server.reconcile.queries import BATCH, Asked
from server.reconcile.things import Things
from server.reconcile.vocabulary import Vocabulary
from server.release import BASE
from server.site import KEY, Site

INSTALLED = "cybernorms.reconcile"
PREVIEW_SIZE = {"width": 420, "height": 260}


@dataclass(frozen=True, slots=True)
class Service:
    """What answers reconciliation requests."""

    things: Things
    vocabulary: Vocabulary
    matcher: Matcher
    site: Site

    def candidates(self, asked: Asked) -> list[dict[str, Any]]:
        """Answer one query."""
        kinds = tuple(self.vocabulary.type(name) for name in asked.types)
        conditions = tuple((self.vocabulary.property(c.pid), c.values) for c in asked.conditions)
        found = self.matcher.candidates(Wanted(asked, kinds, conditions))
        return [self.described(one, typed=bool(kinds)) for one in found]

    def described(self, one: Candidate, *, typed: bool) -> dict[str, Any]:
        """Write a candidate as the API has it."""
        kinds = self.vocabulary.typed(self.things.kinds(one.iri))
        label = self.things.label(one.iri)
        said = self.things.description(one.iri)
        other = f"“{one.fit.name}”" if one.fit.name != label else ""
        description = ". ".join(filter(None, [other, said]))
        return {
            "id": one.iri,
            "name": label,
            **({"description": description} if description else {}),
            "type": [{"id": kind, "name": self.vocabulary.types[kind]} for kind in kinds],
            "score": one.score,
            "match": one.match,
            "features": features(one, typed=typed),
        }

    def manifest(self) -> dict[str, Any]:
        """Describe the service."""
        address = self.site.address
        suggest = {
            kind: {"service_url": address, "service_path": f"reconcile/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        }
        proposals = {"service_url": address, "service_path": "reconcile/properties"}
        return {
            "versions": ["0.2"],
            "name": "CyberNorms",
            "identifierSpace": self.site.base + "id/",
            "schemaSpace": self.vocabulary.ontology,
            "documentation": address + "reconcile/about",
            "serviceVersion": self.site.release.version,
            "defaultTypes": [
                {"id": iri, "name": self.vocabulary.types[iri]} for iri in self.vocabulary.default()
            ],
            "view": {"url": address + "reconcile/view?id={{id}}"},
            "feature_view": {"url": address + "reconcile/about#{{id}}"},
            "preview": {"url": address + "reconcile/preview?id={{id}}", **PREVIEW_SIZE},
            "suggest": suggest,
            "extend": {"propose_properties": proposals, "property_settings": SETTINGS},
            "batchSize": BATCH,
        }


def features(one: Candidate, *, typed: bool) -> list[dict[str, Any]]:
    """Explain a score; what a feature means is told at /reconcile/about."""
    found: list[dict[str, Any]] = [
        {"id": "name", "value": one.fit.score},
        {"id": f"name_{one.fit.level}", "value": True},
        {"id": "namesakes", "value": one.namesakes},
    ]
    if typed:
        found.append({"id": "type", "value": one.typed})
    if one.properties:
        share = sum(held is True for _, held in one.properties) / len(one.properties)
        found.append({"id": "properties", "value": round(100 * share, 1)})
        found.append({"id": "properties_contradicted", "value": one.contradicted})
    return found


def prepare(app: App) -> None:
    """Join the parts for an application, before it answers anything."""
    identifiers.prepare(app)
    site: Site = app.extensions[KEY]
    prefixes = site.release.prefixes
    things = Things(site.engine.store)
    vocabulary = Vocabulary(things, site.names, prefixes, prefixes.get("cn", BASE + "ontology#"))
    matcher = Matcher(things, site.names, app.extensions[identifiers.INSTALLED])
    app.extensions[INSTALLED] = Service(things, vocabulary, matcher, site)


def service() -> Service:
    """Give the service of the application that answers now."""
    found: Service = current_app.extensions[INSTALLED]
    return found
