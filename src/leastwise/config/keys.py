"""Every key of the configuration: what it takes, what it means, and what holds where it is not set.

From this one table the configuration is checked, its JSON schema is made, and `leastwise config show` is printed.
"""

from __future__ import annotations

from typing import Any, Literal

from leastwise.model.record import record

Kind = Literal["text", "texts", "flag", "values", "per-rule", "options", "ignores", "calls"]
"""A text; a list of texts; true or false; a table of plain values; a table of texts by rule; tables of options by rule;
a list of tables that say what is accepted; lists of tables that say what calls mean."""

SEVERITIES = ("critical", "high", "medium", "low", "info")
PERSONAS = ("regular", "pedantic", "auditor")


@record(kw_only=True)
class Key:
    """One key.

    Attributes:
        name: as it is written.
        kind: what it takes.
        help: what it means, a sentence without its stop.
        choices: the only texts that it takes; empty for any.
        default: what holds where nobody sets it.
        option: the option of the command line that goes before it; empty where there is none.
    """

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    default: Any = None
    option: str = ""

    @property
    def attribute(self) -> str:
        """The name under which the command line keeps the value."""
        return self.name.replace("-", "_")


KEYS = (
    Key(
        name="persona",
        kind="text",
        choices=PERSONAS,
        default="regular",
        option="--persona",
        help="how much to hear: what nearly everybody would fix, hardening as well, all that a review asks",
    ),
    Key(
        name="fail-on",
        kind="text",
        choices=(*SEVERITIES, "never"),
        default="high",
        option="--fail-on",
        help="from this severity on a scan exits with 1",
    ),
    Key(
        name="select",
        kind="texts",
        default=(),
        option="--select",
        help="only these rules, whatever their persona, and those of these areas",
    ),
    Key(name="ignore", kind="texts", default=(), option="--ignore", help="rules and areas that are not run"),
    Key(
        name="stage",
        kind="texts",
        default=(),
        option="--stage",
        help="environments that are looked at (of samconfig.toml, serverless.yml, .tfvars), or `all`",
    ),
    Key(
        name="parameters",
        kind="values",
        default={},
        option="--parameters",
        help="values of parameters and variables by name; the command line replaces single ones",
    ),
    Key(name="format", kind="text", default="text", option="--format", help="format of the report"),
    Key(
        name="output",
        kind="texts",
        default=(),
        option="--output",
        help="more reports, each as `FORMAT=FILE`, inside the root",
    ),
    Key(
        name="strict",
        kind="flag",
        default=False,
        option="--strict",
        help="exit with 1 also when something could not be read",
    ),
    Key(
        name="exclude",
        kind="texts",
        default=(),
        help="patterns of files and folders that are not looked for, as seen from the folder of the configuration",
    ),
    Key(
        name="baseline",
        kind="text",
        default="leastwise.baseline.json",
        option="--baseline",
        help="the file with the findings that are known already, as seen from the folder of the configuration",
    ),
    Key(
        name="suppressions-from",
        kind="texts",
        choices=("checkov", "cfn-nag"),
        default=(),
        option="--suppressions-from",
        help="tools whose suppressions hold too",
    ),
    Key(
        name="rules",
        kind="texts",
        default=(),
        help="rule packages that the project expects; they are named and never loaded from here",
    ),
    Key(
        name="rule-severity",
        kind="per-rule",
        choices=SEVERITIES,
        default={},
        help="the severity of all findings of a rule, by rule",
    ),
    Key(
        name="rule-persona",
        kind="per-rule",
        choices=PERSONAS,
        default={},
        help="who hears a rule, by rule",
    ),
    Key(name="options", kind="options", default={}, help="settings of rules, by rule and name"),
    Key(name="ignores", kind="ignores", default=(), help="findings that are accepted, with their place and the reason"),
    Key(
        name="taint",
        kind="calls",
        default={},
        help="what calls of libraries of your own mean to data of outsiders",
    ),
)
"""All keys, in the order in which they are shown."""

BY_NAME = {key.name: key for key in KEYS}

IGNORE_FIELDS = {
    "rules": "ids of the rules whose findings are accepted",
    "path": "pattern for the files, as seen from the folder of the configuration; all where it is left out",
    "resource": "pattern for the names of resources (`*` and `?`); all where it is left out",
    "until": "last day on which it holds, as 2027-01-31; for ever where it is left out",
    "reason": "why",
}
"""What an entry of `ignores` says."""

SCHEMA_URL = "https://raw.githubusercontent.com/leastwise/leastwise/main/schema/leastwise.schema.json"
"""Where the JSON schema is published."""
