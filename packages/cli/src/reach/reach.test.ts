import { ballast } from "../testing.ts";

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
  expect(answer?.path).toContain("the listener 80 of web-lb passes on to port 8080");
  expect(stopped.stdout).toBe(
    "no: web-service to internet, TCP 80\n  stopped: no rule of tasks-group lets out TCP 80 to the internet\n",
  );
  expect(stopped.status).toBe(1);
});

it.each<[string, string[], number, RegExp]>([
  ["a stack that is not there", ["nothing-prod"], 1, /There is no stack nothing-prod: .*rexray-efs-prod/],
  [
    "nobody who is there",
    ["rexray-efs-prod", "web", "database"],
    1,
    /There is no database that is in a network\. There are .*files-files/,
  ],
  [
    "no side of a plan",
    ["rexray-efs-prod", "10.0.0.1", "internet"],
    1,
    /Neither 10\.0\.0\.1 nor internet is in a plan/,
  ],
  ["a port that is none", ["rexray-efs-prod", "web", "files:70000"], 1, /70000 is not a port/],
  ["no port", ["rexray-efs-prod", "web", "10.24.0.0/16"], 1, /On which port of 10\.24\.0\.0\/16\?/],
  ["one side alone", ["rexray-efs-prod", "web"], 2, /web connects to what\?/],
])("refuses %s", async (_what, args, status, message) => {
  const refused = await ballast(["reach", ...args]);
  expect(refused.stderr).toMatch(message);
  expect(refused.stderr).not.toMatch(/\n +at /);
  expect(refused.status).toBe(status);
});
