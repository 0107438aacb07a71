"""What mod_rewrite does with a request, for the few directives that our redirect rules use."""

import re
import shlex
from pathlib import Path

HTACCESS = Path(__file__).parents[2] / "server" / "w3id" / ".htaccess"
IGNORED = {"Options", "Header", "<IfModule", "</IfModule>"}
FLAGS = re.compile(r"R=(30[1-8])|(NE)|(L)|E=(\w+):(\S+)")


def rules():
    """Give each rule with its conditions, and refuse what is not understood here."""
    conditions = []
    for line in HTACCESS.read_text().splitlines():
        words = shlex.split(line, comments=True)
        if not words or words[0] in IGNORED or words == ["RewriteEngine", "on"]:
            continue
        if words[0] == "RewriteCond":
            _, subject, pattern = words
            conditions.append((subject, pattern))
        else:
            directive, pattern, target, flags = words
            assert directive == "RewriteRule", line
            yield conditions, pattern, target, flags.strip("[]").split(",")
            conditions = []


def expand(text, variables, groups):
    # In one go: what is put in is not looked at again.
    put = lambda m: variables[m[1]] if m[1] else groups[int(m[2])]  # noqa: E731
    return re.sub(r"%\{([\w:]+)\}|%(\d)", put, text)


def redirect(method, target, folder="/cybernorms/"):
    """Give status and address for a request line's method and target."""
    assert target.startswith(folder)
    variables = {"REQUEST_METHOD": method, "THE_REQUEST": f"{method} {target} HTTP/1.1"}
    path, mark, query = target.removeprefix(folder).partition("?")
    for conditions, pattern, substitution, flags in rules():
        groups = [""]
        for subject, condition in conditions:
            found = re.search(condition, expand(subject, variables, [""]))
            if not found:
                break
            groups = [found[0], *found.groups()]
        else:
            if not re.search(pattern, path):
                continue
            said = [FLAGS.fullmatch(flag) for flag in flags]
            variables |= {f"ENV:{m[4]}": m[5] for m in said if m[4]}
            if substitution == "-":
                continue
            assert {"NE", "L"} <= set(flags)
            status = next(int(m[1]) for m in said if m[1])
            # Without a question mark of its own an address keeps the query that was sent.
            assert "?" not in substitution
            return status, expand(substitution, variables, groups) + mark + query
    return None
