import { Reachability } from "@ballast/analysis";
import { Stack } from "@ballast/model";
import { ballast } from "../testing.ts";
import { readTarget } from "./places.ts";

// Each call plans two stacks.
jest.setTimeout(120_000);

it("shows what connects to what, the way of one connection, and what stops another", async () => {
  const [all, way, stopped] = await Promise.all([
    ballast(["reach", "rexray-efs-prod"]),
    ballast(["reach", "rexray-efs-prod", "10.24.0.0/16", "web", "--format", "json"]),
    ballast(["reach", "rexray-efs-prod", "web", "internet:80"]),
  ]);
  expect(all.status).toBe(0);
  expect(all.stdout).toMatch(/^│ web-service +│ +│ 2049 +│ +│ 443 +│$/m);
  expect(all.stdout).toMatch(/^│ internet +│ +│ +│ +│ +│$/m);
  expect(way.status).toBe(0);
  const [answer] = JSON.parse(way.stdout) as { answer: string; path: string[] }[];
  expect(answer).toMatchObject({
    from: "10.24.0.0/16",
    to: "web-service",
    port: 8080,
    transport: "tcp",
    answer: "yes",
  });
  expect(answer?.path).toContain("the listener 80 of web-lb forwards to port 8080");
  expect(stopped.stdout).toBe(
    "no: web-service to internet, TCP 80\n  stopped: no rule of tasks-group allows outbound TCP 80 to the internet\n",
  );
  expect(stopped.status).toBe(1);
});

it.each<[string, string[], number, RegExp]>([
  ["a stack that is not there", ["nothing-prod"], 1, /There is no stack nothing-prod: .*rexray-efs-prod/],
  [
    "nobody who is there",
    ["rexray-efs-prod", "web", "database"],
    1,
    /database is not in a network\. Use one of .*files-files/,
  ],
  ["one side alone", ["rexray-efs-prod", "web"], 2, /web has no destination/],
])("refuses %s", async (_what, args, status, message) => {
  const refused = await ballast(["reach", ...args]);
  expect(refused.stderr).toMatch(message);
  expect(refused.stderr).not.toMatch(/\n +at /);
  expect(refused.status).toBe(status);
});

it.each<[string, RegExp]>([
  ["internet:70000", /70000 is not a port/],
  ["10.24.0.0/16", /10\.24\.0\.0\/16 requires a port/],
  ["web", /web is not in a network/],
])("refuses the target %s", (target, message) => {
  expect(() => readTarget(target, new Reachability(new Stack([])))).toThrow(message);
});

it("reads services, addresses and ports", () => {
  const empty = new Reachability(new Stack([]));
  expect(readTarget("aws/ecr.api", empty)).toEqual({
    place: { kind: "service", service: "ecr.api" },
    ports: [443],
  });
  expect(readTarget("internet:80", empty)).toEqual({ place: { kind: "internet" }, ports: [80] });
  expect(readTarget("10.0.0.9:25", empty)).toMatchObject({
    place: { kind: "addresses", text: "10.0.0.9" },
    ports: [25],
  });
});
