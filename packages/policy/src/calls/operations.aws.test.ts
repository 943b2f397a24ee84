import { spawnSync } from "node:child_process";
import { actionFacts, isKnownService } from "@ballast/analysis";
import { actionsOf, pascal } from "./operations.ts";
import { isService, prefixOf } from "./services.ts";

// botocore's own models say which services and operations there are.

const program = `
import json, sys, botocore.session
from botocore import xform_name
session = botocore.session.get_session()
names = {"codedeploy": "deploy", "config": "configservice", "s3": "s3api"}
json.dump({names.get(name, name): [xform_name(one, "-") for one in session.get_service_model(name).operation_names]
  for name in session.get_available_services()}, sys.stdout)
`;

it("knows the action of each operation that AWS's reference lists", () => {
  const python = process.env["BALLAST_PYTHON"] ?? "python3";
  const { stdout, status } = spawnSync(python, ["-c", program], { encoding: "utf8", maxBuffer: 1 << 26 });
  expect(status).toBe(0);
  const services = Object.entries(JSON.parse(stdout) as Record<string, string[]>);
  const listed = services.filter(([service]) => isKnownService(`${prefixOf(service)}:x`));
  expect(listed.map(([service]) => service).filter((service) => !isService(service))).toEqual([]);
  const pairs = listed.flatMap(([service, all]) => all.map((one) => [service, one] as const));
  expect(pairs.length).toBeGreaterThan(15_000);
  // Botocore is newer than the reference, which also has no action for what ended or has credentials of its own.
  const unlisted = pairs.filter(([service, operation]) =>
    actionsOf(service, operation).some((action) => actionFacts(action) === undefined),
  );
  const named = unlisted.filter(
    ([service, operation]) => actionFacts(`${prefixOf(service)}:${pascal(operation)}`) !== undefined,
  );
  expect(named).toEqual([]);
  expect(unlisted.length / pairs.length).toBeLessThan(0.06);
  const newer = services.length - listed.length;
  expect(newer / services.length).toBeLessThan(0.1);
});
