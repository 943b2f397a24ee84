import { spawnSync } from "node:child_process";
import { actionFacts, isKnownService } from "@ballast/analysis";
import { actionsOf } from "./operations.ts";
import { isService, prefixOf } from "./services.ts";
import { unlistedOperations } from "./testing/unlistedOperations.ts";

// botocore's own models say which services and operations there are.

const program = `
import json, sys, botocore.session
from botocore import xform_name
session = botocore.session.get_session()
names = {"codedeploy": "deploy", "config": "configservice", "s3": "s3api"}
json.dump({names.get(name, name): [xform_name(one, "-") for one in session.get_service_model(name).operation_names]
  for name in session.get_available_services()}, sys.stdout)
`;

/** Two that ended, and one that is asked with a participant's token: the reference has no prefix for them. */
const unlistedServices = ["applicationcostprofiler", "connectparticipant", "iotthingsgraph"];

it("knows the action of each operation of each service that AWS's reference lists", () => {
  const python = process.env["BALLAST_PYTHON"] ?? "python3";
  const { stdout, status } = spawnSync(python, ["-c", program], { encoding: "utf8", maxBuffer: 1 << 26 });
  expect(status).toBe(0);
  const services = Object.entries(JSON.parse(stdout) as Record<string, string[]>);
  const isListed = (service: string): boolean => isKnownService(`${prefixOf(service)}:x`);
  expect(services.map(([service]) => service).filter((service) => !isListed(service))).toEqual(
    unlistedServices,
  );
  const pairs = services
    .filter(([service]) => isListed(service))
    .flatMap(([service, all]) => all.map((one) => [service, one] as const));
  expect(pairs.length).toBeGreaterThan(15_000);
  const unlisted = pairs.filter(([service, operation]) =>
    actionsOf(service, operation).some((action) => actionFacts(action) === undefined),
  );
  const known = Object.entries(unlistedOperations).flatMap(([service, all]) =>
    all.split(" ").map((one) => `${service} ${one}`),
  );
  expect(unlisted.map((pair) => pair.join(" ")).filter((pair) => !known.includes(pair))).toEqual([]);
  expect(
    services.map(([service]) => service).filter((service) => isListed(service) && !isService(service)),
  ).toEqual([]);
});
