"""
What is wrong with lines of the AWS command line, by botocore's models, from which that makes its options: names of operations, waiters and
options, how many values an option has, and what the service requires of them.

Reads lists of words as JSON from standard input and writes, for each, what is wrong with it; nothing if nothing is.
"""

import json
import sys
from datetime import datetime

from botocore import xform_name
from botocore.loaders import Loader
from call import faults_of, service_model

# Of every command.
COMMON = {"region", "query", "output"}


def option(name):
    return xform_name(name, "-")


def faults(words):
    program, service, command, *rest = words
    if program != "aws":
        return [f"{program} is not aws"]
    model = service_model(service)
    operations = {option(name): name for name in model.operation_names}
    if command == "wait":
        waiters = Loader().load_service_model(service, "waiters-2")["waiters"]
        named = {option(name): waiter["operation"] for name, waiter in waiters.items()}
        command, *rest = rest
        if command not in named:
            return [f"{service} has no waiter {command}"]
        name = named[command]
    elif command in operations:
        name = operations[command]
    else:
        return [f"{service} has no operation {command}"]
    shape = model.operation_model(name).input_shape
    params, found = parsed(shape, rest)
    return found + faults_of(shape, params)


def parsed(shape, words):
    members = {option(name): (name, member) for name, member in shape.members.items()}
    params, found = {}, []
    while words:
        head, *words = words
        if not head.startswith("--"):
            return params, [*found, f"{head} belongs to no option"]
        name, values = head[2:], []
        while words and not words[0].startswith("--"):
            value, *words = words
            values.append(value)
        if name in COMMON:
            if len(values) != 1:
                found.append(f"--{name} has {len(values)} values")
            continue
        positive = name if name in members else name.removeprefix("no-")
        if positive not in members:
            found.append(f"there is no option --{name}")
            continue
        member, kind = members[positive]
        if kind.type_name == "boolean":
            if values:
                found.append(f"--{name} has no value")
            params[member] = name == positive
        elif name != positive:
            found.append(f"there is no option --{name}")
        elif kind.type_name == "list":
            # A list that begins with a bracket is JSON (AWS CLI user guide, "Using shorthand syntax", 2026-11).
            is_json = len(values) == 1 and values[0].startswith("[")
            params[member] = json.loads(values[0]) if is_json else [typed(kind.member, value) for value in values]
        elif len(values) != 1:
            found.append(f"--{name} has {len(values)} values")
        else:
            params[member] = typed(kind, values[0])
    return params, found


def typed(kind, text):
    match kind.type_name:
        case "integer" | "long":
            return int(text)
        case "double" | "float":
            return float(text)
        case "timestamp":
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
        case "structure":
            pairs = [one.partition("=") for one in text.split(",")]
            return {key: typed(kind.members[key], value) if key in kind.members else value for key, _, value in pairs}
    return text


if __name__ == "__main__":
    json.dump([faults(words) for words in json.load(sys.stdin)], sys.stdout)
