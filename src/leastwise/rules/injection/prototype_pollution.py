"""An outsider's names are set on objects, also on the prototype of all objects."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript
from leastwise.rules.injection._flows import InjectionRule

_BAD_JAVASCRIPT = """
const settings = {};

export const handler = async (event) => {
  const { group, name, value } = JSON.parse(event.body);
  settings[group][name] = value; // leastwise: expect prototype-pollution
  return { statusCode: 200 };
};
"""
_BAD_JAVASCRIPT_2 = """
import _ from "lodash";

const defaults = { colour: "blue" };

export const handler = async (event) => {
  const settings = _.merge({}, defaults, JSON.parse(event.body)); // leastwise: expect prototype-pollution
  return { statusCode: 200, body: settings.colour };
};
"""
_GOOD_JAVASCRIPT = """
const settings = new Map();

export const handler = async (event) => {
  const { group, name, value } = JSON.parse(event.body);
  settings.set(`${group}.${name}`, value);
  return { statusCode: 200 };
};
"""


class PrototypePollution(InjectionRule):
    id = "prototype-pollution"
    title = "An outsider chooses the names of fields that are set"
    danger = "with `__proto__` it changes all objects of the program"
    why = """
`target["__proto__"]["admin"] = true` changes the prototype, and with it every object, also in the following invocations
of the same environment. Checks such as `if (user.admin)` come out true for everybody, and options of libraries are set
that lead to commands. Deep merging does the same with a name inside the JSON.
"""
    remediation = """
Keep what outsiders name in something that has no prototype, or refuse the names that reach it.

- JavaScript: a `Map`, or `Object.create(null)`; refuse `__proto__`, `constructor` and `prototype`; a schema before
  merging; `structuredClone` or `Object.assign` of known fields in place of a deep merge.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-1321",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A08:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (javascript(_BAD_JAVASCRIPT), javascript(_BAD_JAVASCRIPT_2))
    good = javascript(_GOOD_JAVASCRIPT)
