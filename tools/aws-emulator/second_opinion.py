"""What implementations that share no code with packages/analysis say of IAM policies: moto and parliament.

Reads questions as JSON from standard input and writes the answers, in the same order:
  decisions   [policy, action, resource]: moto's moto/iam/access_control.py
  globs       [one, other]: whether two patterns have a text in common, by parliament
  expansions  pattern: the actions that it names in parliament's table
  resources   [action, ARN]: parliament's ARNs of the action's resource types, and whether the ARN matches one
"""

import importlib.util
import json
import os
import sys
import types

if importlib.util.find_spec("pkg_resources") is None:
    # parliament only asks where its files are; newer environments no longer bring setuptools.
    shim = types.ModuleType("pkg_resources")
    shim.resource_filename = lambda name, file: os.path.join(
        os.path.dirname(importlib.util.find_spec(name).origin), file
    )
    sys.modules["pkg_resources"] = shim

import parliament
from moto.iam.access_control import IAMPolicy
from parliament.statement import get_arn_format, get_privilege_info


def resources(action, arn):
    service, name = action.split(":")
    try:
        info = get_privilege_info(service, name)
    except parliament.UnknownActionException:
        return None
    types_of = [one["resource_type"] for one in info["resource_types"] if one["resource_type"]]
    formats = [get_arn_format(one, info["service_resources"]) for one in types_of]
    matches = [parliament.is_arn_match(*pair, arn) for pair in zip(types_of, formats)]
    return {"arns": formats, "matches": any(matches)}


def expansion(pattern):
    found = parliament.expand_action(pattern, raise_exceptions=False)
    return [f"{one['service']}:{one['action']}" for one in found]


asked = json.load(sys.stdin)
json.dump(
    {
        "decisions": [
            IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource).name
            for policy, action, resource in asked["decisions"]
        ],
        "globs": [parliament.is_glob_match(*pair) for pair in asked["globs"]],
        "expansions": [expansion(pattern) for pattern in asked["expansions"]],
        "resources": [resources(*pair) for pair in asked["resources"]],
        "actions": expansion("*"),
    },
    sys.stdout,
)
