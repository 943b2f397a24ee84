import fc from "fast-check";
import { rescanned } from "./rescanned.ts";
import { isFine, type RunningImage } from "./scanState.ts";

const now = new Date("2026-11-27T12:00:00Z");
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const digest = `sha256:${"ab".repeat(32)}`;
const child = `sha256:${"cd".repeat(32)}`;
const image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site:release-0123456789ab-7";

const finding = {
  vulnerability: "CVE-2026-1",
  severity: "High",
  package: "openssl",
  version: "1",
  fixedIn: "2",
};
const place = { cluster: "main", service: "shop", container: "site" };
const whole = {
  ...place,
  date: hoursAgo(3).toISOString(),
  running: image,
  digest,
  rescanHours: 24,
  status: 0,
  says: ["PASSED: 0 of 1 findings count (limit: 0 at High or above)."],
  images: [{ image: digest, exitCode: 0, findings: 1, counted: 0, above: [] as object[] }],
};
const rejected = {
  ...whole,
  status: 1,
  says: ["REJECTED: 1 of 1 findings count (limit: 0 at High or above)."],
  images: [{ ...whole.images[0], exitCode: 1, counted: 1, above: [finding] }],
};

interface Given {
  running?: RunningImage[];
  verdict?: unknown;
  /** Hours since the image was released. @default - it was not */
  released?: number;
  /** Of the digest that runs, by an earlier build. */
  earlier?: unknown;
  build?: Parameters<typeof rescanned>[0]["build"];
}

const seconds = (date: Date): number => date.getTime() / 1000;
const build = { id: "site:1", buildStatus: "SUCCEEDED", startTime: seconds(hoursAgo(3.1)) };

function state({ running = [{ image, digest, tasks: 2 }], released, ...given }: Given = {}) {
  const verdict = "verdict" in given ? given.verdict : whole;
  const text = typeof verdict === "string" || verdict === undefined ? verdict : JSON.stringify(verdict);
  return rescanned({
    ...place,
    running,
    verdict: text,
    earlier: new Map(given.earlier === undefined ? [] : [[digest, JSON.stringify(given.earlier)]]),
    build: "build" in given ? given.build : build,
    released: new Map([[digest, released === undefined ? undefined : hoursAgo(released)]]),
    mostHours: 48,
    now,
  });
}

it("says that what runs passed, and when", () => {
  expect(state()).toEqual({
    condition: "passed",
    says: whole.says,
    judged: hoursAgo(3),
    findings: [],
    counted: 0,
  });
});

it("lists what counts by the policy, also where the verdict is old: it has not become better", () => {
  for (const hours of [3, 500]) {
    const given = { ...rejected, date: hoursAgo(hours).toISOString() };
    expect(state({ verdict: given })).toMatchObject({
      condition: "rejected",
      findings: [finding],
      counted: 1,
    });
  }
});

it.each<[string, Given, string, string]>([
  [
    "a verdict that is too old",
    { verdict: { ...whole, date: hoursAgo(49).toISOString() } },
    "overdue",
    "2 d 1 h ago",
  ],
  ["a verdict of the future", { verdict: { ...whole, date: hoursAgo(-2).toISOString() } }, "overdue", "ago"],
  ["a verdict that is damaged", { verdict: "{" }, "not judged", "The last verdict is damaged."],
  [
    "no verdict",
    { verdict: "", build: undefined },
    "not judged",
    "No build that judges running images has started yet.",
  ],
  [
    "a verdict on another image",
    { running: [{ image: `${image}1`, digest: child, tasks: 1 }] },
    "not judged",
    "was not released by this delivery",
  ],
  [
    "an image that was released long ago, and another verdict",
    { verdict: { ...whole, digest: child, images: [{ ...whole.images[0], image: child }] }, released: 60 },
    "not judged",
    "no verdict applies to it",
  ],
  [
    "two images, of which one was not judged",
    {
      running: [
        { image, digest, tasks: 1 },
        { image: "nginx:1", digest: child, tasks: 1 },
      ],
    },
    "not judged",
    "nginx:1 was not released",
  ],
])("does not let %s vouch for what runs", (_what, given, condition, line) => {
  const { condition: found, says } = state(given);
  expect(found).toBe(condition);
  expect(isFine(found)).toBe(false);
  expect(says.join("\n")).toContain(line);
});

it("takes a release of the last hours as judged by its delivery, without a verdict of its own", () => {
  const given = { verdict: undefined, build: undefined, released: 5 };
  expect(state(given)).toMatchObject({ condition: "released", findings: [], counted: 0 });
  expect(state(given).judged).toBeUndefined();
});

it("says nothing of an earlier image's findings once another one runs", () => {
  const other = { ...rejected, digest: child, images: [{ ...rejected.images[0], image: child }] };
  expect(state({ verdict: other, released: 5 })).toMatchObject({
    condition: "released",
    findings: [],
    counted: 0,
  });
  expect(state({ verdict: other, released: 5 }).says.join()).not.toContain("REJECTED");
});

describe("a rollback, of which the last verdict is not", () => {
  const newest = { ...whole, digest: child, images: [{ ...whole.images[0], image: child }] };

  it("to what was rejected is rejected, however lately that was released, with its findings", () => {
    for (const hours of [5, 60])
      for (const earlier of [rejected, { ...rejected, service: "another" }]) {
        const found = state({ verdict: newest, earlier, released: hours });
        expect(found).toMatchObject({ condition: "rejected", counted: 1, findings: [finding] });
        expect(found.says).toContain(rejected.says[0]);
        expect(found.judged).toEqual(hoursAgo(3));
      }
  });

  it("to what passed is passed as long as that verdict is fresh, and of this service", () => {
    expect(state({ verdict: newest, earlier: whole }).condition).toBe("passed");
    const old = { ...whole, date: hoursAgo(49).toISOString() };
    expect(state({ verdict: newest, earlier: old, released: 60 }).condition).toBe("overdue");
    expect(state({ verdict: newest, earlier: { ...whole, service: "another" } }).condition).toBe(
      "not judged",
    );
  });

  it("takes the newest verdict where both are about what runs, and no earlier one about another image", () => {
    expect(state({ earlier: rejected }).condition).toBe("passed");
    expect(state({ verdict: undefined, earlier: newest }).condition).toBe("not judged");
  });

  it("beside another image tells of both", () => {
    const running = [
      { image, digest, tasks: 1 },
      { image: `${image}1`, digest: child, tasks: 1 },
    ];
    const found = state({ running, verdict: newest, earlier: rejected });
    expect(found).toMatchObject({ condition: "rejected", counted: 1 });
    expect(found.says).toEqual([...rejected.says, ...whole.says]);
  });
});

it.each([
  ["cluster", "the container site of shop on another"],
  ["service", "the container site of another on main"],
  ["container", "the container another of shop on main"],
])("lets no verdict vouch, or reject, that is about another %s", (key, about) => {
  for (const verdict of [whole, rejected]) {
    const { condition, says, judged, findings } = state({ verdict: { ...verdict, [key]: "another" } });
    expect({ condition, judged, findings }).toEqual({
      condition: "not judged",
      judged: undefined,
      findings: [],
    });
    expect(says).toContain(
      `The last verdict applies to ${about}, not to the container site of shop on main.`,
    );
  }
  const { [key as keyof typeof place]: _left, ...without } = whole;
  expect(state({ verdict: without }).condition).toBe("not judged");
});

describe("a verdict that what runs could not be judged", () => {
  const says = ["NOT JUDGED: the registry does not have the image."];
  const verdict = { ...whole, digest: "", status: 2, says, images: [] };

  it("is about the image that it names, also without a digest, and however lately it was released", () => {
    for (const running of [[{ image, digest, tasks: 2 }], [{ image, tasks: 2 }]])
      expect(state({ running, verdict, released: 5 })).toMatchObject({ condition: "not judged", says });
  });

  it("is about each image of the index that it names", () => {
    expect(state({ verdict: { ...verdict, digest: child }, released: 5 }).condition).toBe("not judged");
  });

  it.each([
    ["nginx:1", "The last verdict applies to nginx:1:"],
    ["", "The last verdict applies to no image:"],
  ])("is told beside a release, where it is about %p", (running, about) => {
    const found = state({ verdict: { ...verdict, running }, released: 5 });
    expect(found.condition).toBe("released");
    expect(found.says).toEqual(expect.arrayContaining([about, ...says]));
    expect(found.judged).toBeUndefined();
  });
});

it("finds what runs in an index, by the digest of one of its images", () => {
  const index = { ...whole, digest: child };
  expect(state({ verdict: index }).condition).toBe("passed");
});

it("names the oldest of the scanner's data that any of its images needs", () => {
  const data = (days: number) => [{ updater: `of-${days}-days`, days }];
  const images = [
    { ...whole.images[0], data: data(3) },
    { ...whole.images[0], image: child, data: [...data(12.34), ...data(1)] },
  ];
  expect(state({ verdict: { ...whole, images } }).says).toContain(
    "The oldest required data was 12.3 days old, from the updater of-12.34-days.",
  );
});

it("says that nothing runs", () => {
  expect(state({ running: [] })).toMatchObject({ condition: "idle" });
});

it.each(["FAILED", "FAULT", "TIMED_OUT", "STOPPED"])(
  "tells of a build that ended as %s without a verdict, beside the last verdict",
  (buildStatus) => {
    const later = { id: "site:2", buildStatus, startTime: seconds(hoursAgo(1)) };
    expect(state({ build: later }).says).toContain(
      `The build site:2, which started 1 h 0 min ago, ended as ${buildStatus} without a verdict.`,
    );
    expect(state({ build: { ...later, startTime: seconds(hoursAgo(3.5)) } }).says).toEqual(whole.says);
  },
);

it("never takes a damaged verdict, or one that contradicts itself, for one that passed", () => {
  const text = JSON.stringify(whole);
  const keys = ["date", "status", "images"] as const;
  fc.assert(
    fc.property(fc.nat(text.length - 1), (length) => {
      expect(isFine(state({ verdict: text.slice(0, length) }).condition)).toBe(false);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      fc.pre(JSON.stringify(value) !== JSON.stringify(whole[key]) && !(key === "status" && value === 0));
      fc.pre(key !== "date" || typeof value !== "number" || Math.abs(value - now.getTime()) > 1e9);
      expect(isFine(state({ verdict: { ...whole, [key]: value } }).condition)).toBe(false);
    }),
    { numRuns: 600 },
  );
  fc.assert(
    fc.property(fc.constantFrom("image", "exitCode"), fc.jsonValue(), (key, value) => {
      fc.pre(!(key === "exitCode" && value === 0));
      const images = [{ ...whole.images[0], [key]: value }];
      expect(isFine(state({ verdict: { ...whole, images } }).condition)).toBe(false);
    }),
    { numRuns: 300 },
  );
});
