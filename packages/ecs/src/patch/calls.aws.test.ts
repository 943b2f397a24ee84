import { spawnSync } from "node:child_process";
import { execute, machineOf } from "../testing/patch/execute.ts";
import { blocked, telling, usualStateful, usualStateless } from "../testing/patch/scenes.ts";
import type { SdkCall } from "../testing/patch/world.ts";

// What the state machine sends, and what the model of AWS answers, by botocore's own models of the services.

const program = `
import json, sys, botocore.session
session = botocore.session.get_session()
models = {}

def model(service):
    if service not in models:
        models[service] = session.get_service_model(service)
    return models[service]

def faults(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [path + " is not a structure"]
        # Step Functions begins all names with a capital letter.
        members = {name[0].upper() + name[1:]: inner for name, inner in shape.members.items()}
        required = [name[0].upper() + name[1:] for name in shape.required_members]
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
    return [path + " cannot be " + value] if value not in (getattr(shape, "enum", None) or [value]) else []

found = set()
for call in json.load(sys.stdin):
    service, operation = call["operation"].split(":")
    one = model(service).operation_model(operation[0].upper() + operation[1:])
    found.update(faults(one.input_shape, call["parameters"], call["operation"]))
    if call.get("answer") and one.output_shape:
        found.update(faults(one.output_shape, call["answer"], call["operation"] + " answers"))
json.dump(sorted(found), sys.stdout)
`;

function faultsOf(calls: SdkCall[]): string[] {
  const python = process.env["BALLAST_PYTHON"] ?? "python3";
  const { stdout, stderr, status } = spawnSync(python, ["-c", program], {
    encoding: "utf8",
    input: JSON.stringify(calls),
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

const calls: SdkCall[] = [];
beforeAll(async () => {
  const holding = await machineOf({ parts: { data: { volumes: { "data-0": {} } } } });
  const plain = await machineOf();
  for (const scene of [...telling(usualStateless), ...telling(usualStateful), ...blocked()]) {
    const { world } = await execute(scene.volumes.length > 0 ? holding : plain, scene);
    calls.push(...world.calls);
  }
}, 120_000);

it("sends only parameters that AWS's models have, and reads only what they answer (F.0.32)", () => {
  const distinct = [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
  expect(new Set(distinct.map(({ operation }) => operation)).size).toBe(11);
  expect(faultsOf(distinct)).toEqual([]);
});

it("finds a parameter with another name, a wrong word and a wrong type", () => {
  const operation = "autoscaling:startInstanceRefresh";
  const start = (change: object) => ({
    operation,
    parameters: { AutoScalingGroupName: "main", Strategy: "Rolling", ...change },
  });
  expect(faultsOf([start({})])).toEqual([]);
  expect(faultsOf([start({ Strategy: "Slow" })])).toEqual([`${operation}.Strategy cannot be Slow`]);
  expect(faultsOf([start({ Preferences: { MinimumHealthyPercentage: 100 } })])).toEqual([
    `${operation}.Preferences.MinimumHealthyPercentage is unknown`,
  ]);
  expect(faultsOf([start({ Preferences: { MinHealthyPercentage: "100" } })])).toEqual([
    `${operation}.Preferences.MinHealthyPercentage is not a number`,
  ]);
});
