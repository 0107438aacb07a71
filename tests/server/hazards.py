"""Queries that harm an engine: for each kind a way to write ten of it, in size or form."""

TRIPLE = "?s{0} ?p{0} ?o{0} . "


def product(n):
    return "".join(TRIPLE.format(k) for k in range(n))


def nested(opening, inside, closing, depth):
    return opening * depth + inside + closing * depth


def braces(n):
    return "SELECT * WHERE " + nested("{", "?s ?p ?o", "}", 150 + 700 * n)


def exists(n):
    return "ASK { " + nested("FILTER EXISTS { ?s ?p ?o . ", "", "}", 90 + 300 * n) + " }"


def subselects(n):
    return nested("SELECT * { {", "?s ?p ?o", "} }", 60 + 400 * n).removesuffix("}") + "}"


def optionals(n):
    return "SELECT * { " + nested("OPTIONAL { ?s ?p ?o . ", "", "}", 60 + 500 * n) + " }"


def parentheses(n):
    return "ASK { FILTER " + nested("(", "true", ")", 150 + 900 * n) + " }"


def negations(n):
    return "ASK { FILTER(" + "!" * (1500 + 4000 * n) + "true) }"


def paths(n):
    return "ASK { ?s " + nested("(", "<urn:p>", ")", 150 + 2000 * n) + " ?o }"


def sums(n):
    return "ASK { FILTER(1" + "+1" * (2000 + 20_000 * n) + " > 0) }"


def conjunctions(n):
    return "ASK { FILTER(true" + "&& true" * (2000 + 10_000 * n) + ") }"


def unions(n):
    return "SELECT * { {} " + "UNION {}" * (1000 + 5000 * n) + " }"


def collections(n):
    return "ASK { ?s ?p " + nested("(", "1", ")", 60 + 30 * n) + " }"


def steps(n):
    return "ASK { ?s <urn:p>" + "/<urn:p>" * (200 + 100 * n) + " ?o }"


def patterns(n):
    chain = " ".join(f"?v{k} ?p{k} ?v{k + 1} ." for k in range(400 + 200 * n))
    return f"SELECT * {{ {chain} }}"


def products(n):
    return f"SELECT (COUNT(*) AS ?n) {{ {product(4 + n)} }}"


def values(n):
    rows = " ".join(map(str, range(3000)))
    blocks = " ".join(f"VALUES ?v{k} {{ {rows} }}" for k in range(3 + n % 4))
    return f"SELECT (COUNT(*) AS ?n) {{ {blocks} }}"


def orders(n):
    return f"SELECT * {{ {product(4 + n)} }} ORDER BY ?s1 ?o2 LIMIT 10"


def distincts(n):
    return f"SELECT DISTINCT ?s0 ?o1 ?o2 ?p3 {{ {product(4 + n)} }}"


def negated_paths(n):
    return (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"?a{k} (!<urn:x>|^<urn:y>)* ?b{k} ." for k in range(2 + n))
        + " }"
    )


def streams(n):
    return f"SELECT * {{ {product(5 + n)} }}"


def doublings(n):
    binds = "".join(f"BIND(CONCAT(?a{k},?a{k}) AS ?a{k + 1}) " for k in range(24 + n))
    return f'SELECT (STRLEN(?a{24 + n}) AS ?l) {{ BIND("abcdefgh" AS ?a0) {binds} }}'


def concatenations(n):
    return f'SELECT (GROUP_CONCAT(STR(?o0); separator="{"x" * 50}") AS ?g) {{ {product(3 + n)} }}'


def late_faults(n):
    return f"SELECT (<urn:unknown{n}>(?o0) AS ?x) {{ {product(2)} }}"


def regular_expressions(n):
    return (
        'ASK { FILTER(REGEX("'
        + "a" * 40
        + '!", "^(a+)+'
        + "+" * (n % 2)
        + "b{"
        + str(n)
        + ',1000}$")) }'
    )


HAZARDS = (
    braces, exists, subselects, optionals, parentheses, negations, paths, sums, conjunctions,
    unions, collections, steps, patterns, products, values, orders, distincts, negated_paths,
    streams, doublings, concatenations, late_faults, regular_expressions,
)  # fmt: skip


def services(address):
    """Ways to have the endpoint dial an address."""
    return [
        f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT*{{service<{address}>{{}}}}",
        f"SELECT * {{ VALUES ?e {{ <{address}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        f"PREFIX e: <{address}> SELECT * {{ SeRvIcE e: {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\u0053ERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ # SERVICE\n SERVICE # <\n <{address}> {{ ?s ?p ?o }} }}",
        f'SELECT * {{ BIND("SERVICE" AS ?x) BIND(1AS ?y) SERVICE SILENT<{address}>{{}} }}',
        f"SELECT * FROM <{address}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"ASK {{ FILTER NOT EXISTS {{ SERVICE <{address}> {{ ?s ?p ?o }} }} }}",
        f"DESCRIBE <{address}>",
    ]
