import fc from "fast-check";
import { mostReleases, releasesOf } from "./tasks.ts";

const repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site";
const place = { service: "shop", container: "site", repository };
const digestOf = (at: number): string => `sha256:${at.toString(16).padStart(64, "0")}`;
const intended = `${repository}@${digestOf(0)}`;
const task = (image: unknown, more: object = {}, container: object = {}): object => ({
  group: "service:shop",
  lastStatus: "RUNNING",
  containers: [{ name: "site", image, ...container }],
  ...more,
});
const answer = (tasks: unknown[], failures: unknown[] = []): string => JSON.stringify({ tasks, failures });
const read = (...tasks: unknown[]) => releasesOf(intended, [answer(tasks)], place);
const notReleased = "was not released by this delivery.";

it("names the release of the service first, also where no task runs it", () => {
  expect(releasesOf(intended, [], place)).toEqual({
    releases: [{ id: `imageDigest=${digestOf(0)}`, version: "000000000000", image: intended, pulled: [] }],
    faults: [],
  });
});

it("finds what tasks of the service and of others run, by digest and by tag, with what was pulled", () => {
  const { releases, faults } = read(
    task(intended, {}, { imageDigest: digestOf(8) }),
    task(intended, {}, { imageDigest: digestOf(9) }),
    task(`${repository}:release-0a-7`, {}, { imageDigest: digestOf(7) }),
    task(`${repository}@${digestOf(1)}`, { group: "service:other" }, { name: "web" }),
    task(`${repository}:release-0a-8@${digestOf(2)}`, { group: "family:once" }, { name: "web" }),
    task("nginx:1", { group: "service:other" }),
    task(`${repository}-more:1`, { group: "service:other" }),
    task(`${repository}/more:1`, { group: "service:other" }),
    task("nginx:1", { lastStatus: "STOPPED" }),
  );
  expect(faults).toEqual([]);
  expect(releases.map(({ id, pulled }) => [id, pulled])).toEqual([
    [`imageDigest=${digestOf(0)}`, [digestOf(8), digestOf(9)]],
    ["imageTag=release-0a-7", [digestOf(7)]],
    [`imageDigest=${digestOf(1)}`, []],
    [`imageDigest=${digestOf(2)}`, []],
  ]);
});

it.each<[string, object, string]>([
  ["an image of somebody else", task("nginx:1"), notReleased],
  ["a tag of the quarantine", task(`${repository}:quarantine-1`), notReleased],
  ["no tag", task(repository), notReleased],
  ["a digest that is cut off", task(`${repository}@sha256:0a`), notReleased],
  ["a digest of another form", task(`${repository}@sha512:${"0a".repeat(64)}`), notReleased],
  ["a tag with a space", task(`${repository}:release-0a imageTag=release-1`), notReleased],
  ["a tag with a line break", task(`${repository}:release-0a\nrelease-1`), notReleased],
  [
    "a tag of another service",
    task(`${repository}:latest`, { group: "service:b" }, { name: "b" }),
    notReleased,
  ],
  ["no image", task(undefined), "does not report the image of the container site"],
  ["an image that is not a text", task([intended]), "does not report the image of the container site"],
  ["another container", task(intended, {}, { name: "web" }), "does not have the container site"],
  ["no containers", task(intended, { containers: undefined }), "does not have the container site"],
  [
    "a digest that is damaged",
    task(intended, {}, { imageDigest: `${digestOf(0)} x` }),
    "a digest that is damaged",
  ],
])("does not vouch for a task with %s", (_what, one, fault) => {
  const { releases, faults } = read(one);
  expect(faults).toEqual([expect.stringContaining(fault)]);
  // Each is a word of the build's script.
  for (const { id, version, image, pulled } of releases)
    expect([id, version, image, ...pulled].join("")).toMatch(/^[\w.:/@=-]+$/);
});

it("does not vouch for tasks that ECS does not describe, unless they have ended", () => {
  const { faults } = releasesOf(intended, [answer([], [{ reason: "MISSING" }])], place);
  expect(faults).toEqual([]);
  for (const failure of [{ reason: "ACCESS_DENIED" }, {}, null, "MISSING"])
    expect(releasesOf(intended, [answer([], [failure])], place).faults).toHaveLength(1);
  for (const damaged of [
    "",
    "null",
    "{}",
    '{"tasks":null}',
    "[",
    '{"tasks":{}}',
    '{"tasks":[1]}',
    '{"tasks":[],"failures":1}',
    '{"tasks":[],"tasks":[]}',
  ])
    expect(() => releasesOf(intended, [damaged], place)).toThrow();
});

it("judges some, and says so, where too many run", () => {
  const tasks = Array.from({ length: 30 }, (_, at) => task(`${repository}@${digestOf(at + 1)}`));
  const { releases, faults } = read(...tasks);
  expect(releases).toHaveLength(mostReleases);
  expect(releases[0]?.id).toBe(`imageDigest=${digestOf(0)}`);
  expect(faults).toEqual([`tasks run 31 images of the repository, of which ${mostReleases} were judged.`]);
});

it("misses no image of the repository, and vouches for none of somebody else, however tasks are mixed", () => {
  const image = fc.oneof(
    fc.nat(12).map((at) => `${repository}@${digestOf(at)}`),
    fc.nat(5).map((at) => `${repository}:release-0a-${at}`),
    fc.constantFrom("nginx:1", `${repository}:latest`, repository, ""),
    fc.string(),
  );
  const tasks = fc.array(
    fc.record({
      image,
      group: fc.constantFrom("service:shop", "service:other"),
      name: fc.constantFrom("site", "web"),
    }),
    { maxLength: 18 },
  );
  fc.assert(
    fc.property(tasks, fc.integer({ min: 1, max: 5 }), (all, size) => {
      const answers: string[] = [];
      for (let at = 0; at < all.length; at += size)
        answers.push(
          answer(all.slice(at, at + size).map(({ image: of, group, name }) => task(of, { group }, { name }))),
        );
      const { releases, faults } = releasesOf(intended, answers, place);
      const isRelease = (of: string) =>
        /^\S+\/site(@sha256:[0-9a-f]{64}|:release-0a-\d)$/.test(of) && of.startsWith(repository);
      const own = all.filter(({ group, name }) => group === "service:shop" && name === "site");
      const good = all.filter(({ image: of }) => isRelease(of)).map(({ image: of }) => of);
      expect(new Set(releases.map((one) => one.image))).toEqual(new Set([intended, ...good]));
      if (own.some(({ image: of }) => !isRelease(of))) expect(faults).not.toEqual([]);
      if (all.some(({ image: of }) => of === repository || of === `${repository}:latest`))
        expect(faults).not.toEqual([]);
      if (all.some(({ group, name }) => group === "service:shop" && name === "web"))
        expect(faults).not.toEqual([]);
    }),
    { numRuns: 500 },
  );
});
