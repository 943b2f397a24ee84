import { spawnSync } from "node:child_process";

/** A call of `service:operation`, and perhaps what it answers. */
export interface ModelledCall {
  operation: string;
  parameters: unknown;
  answer?: unknown;
}

interface Options {
  /** Values of shapes by name, such as events. */
  shapes?: { service: string; name: string; value: unknown }[];
  capitals?: boolean;
}

const program = `
import json, re, sys, botocore.session
session = botocore.session.get_session()
models = {}

def model(service):
    if service not in models:
        models[service] = session.get_service_model(service)
    return models[service]

def matches(pattern, value):
    try:
        return re.fullmatch(pattern, value) is not None
    # Some are written for Java alone.
    except re.error:
        return True

def faults(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [path + " is not a structure"]
        # Step Functions begins all names with a capital letter.
        spell = (lambda name: name[0].upper() + name[1:]) if capitals else (lambda name: name)
        members = {spell(name): inner for name, inner in shape.members.items()}
        required = [spell(name) for name in shape.required_members]
        found = [path + "." + name + " is missing" for name in required if name not in value]
        for name, inner in value.items():
            if name not in members:
                found.append(path + "." + name + " is unknown")
            else:
                found += faults(members[name], inner, path + "." + name)
        return found
    if kind == "list":
        if not isinstance(value, list):
            return [path + " is not a list"]
        return [one for inner in value for one in faults(shape.member, inner, path + "[]")]
    if kind == "map":
        return [] if isinstance(value, dict) else [path + " is not a map"]
    if kind in ("integer", "long", "float", "double"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return [path + " is not a number"]
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        return [path + " is out of its range"] if (low is not None and value < low) or (high is not None and value > high) else []
    if kind == "boolean":
        return [] if isinstance(value, bool) else [path + " is not a boolean"]
    if not isinstance(value, str):
        return [path + " is not a text"]
    low, high, pattern = (shape.metadata.get(name) for name in ("min", "max", "pattern"))
    if (low is not None and len(value) < low) or (high is not None and len(value) > high):
        return [path + " is too short or too long"]
    if pattern is not None and not matches(pattern, value):
        return [path + " does not match " + pattern]
    return [path + " cannot be " + value] if value not in (getattr(shape, "enum", None) or [value]) else []

found = set()
given = json.load(sys.stdin)
capitals = given["capitals"]
for shape in given["shapes"]:
    found.update(faults(model(shape["service"]).shape_for(shape["name"]), shape["value"], shape["name"]))
for call in given["calls"]:
    service, operation = call["operation"].split(":")
    one = model(service).operation_model(operation[0].upper() + operation[1:])
    found.update(faults(one.input_shape, call["parameters"], call["operation"]))
    if call.get("answer") and one.output_shape:
        found.update(faults(one.output_shape, call["answer"], call["operation"] + " answers"))
json.dump(sorted(found), sys.stdout)
`;

/**
 * What botocore's models of AWS's services have against calls, their answers and other shapes.
 *
 * @param capitals Whether members begin with a capital letter, as Step Functions writes them.
 */
export function faultsOf(calls: ModelledCall[], { shapes = [], capitals = true }: Options = {}): string[] {
  const python = process.env["BALLAST_PYTHON"] ?? "python3";
  const { stdout, stderr, status } = spawnSync(python, ["-c", program], {
    encoding: "utf8",
    input: JSON.stringify({ calls, shapes, capitals }),
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}
