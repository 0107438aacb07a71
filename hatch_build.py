"""The build puts the editor of the SPARQL page beside the server, where npm is to be had."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class EditorHook(BuildHookInterface[Any]):
    """Runs before a wheel is put together, for an editable install too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install the editor, or say why not and go on: the page has a plain form as well."""
        sys.path.insert(0, str(Path(self.root)))
        from server.editor import EditorMissing, install  # noqa: PLC0415 - needs the path above

        try:
            install()
        except EditorMissing as fault:
            self.app.display_warning(f"The SPARQL page stays a plain form: {fault}.")
        build_data["artifacts"].append("server/static/editor/*")
