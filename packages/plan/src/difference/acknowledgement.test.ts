import fc from "fast-check";
import { parse } from "yaml";
import {
  acknowledgementsIn,
  acknowledgementsOf,
  acknowledgementYaml,
  keyOf,
  Operation,
} from "./acknowledgement.ts";

const today = "2026-11-21";
const urn = "urn:pulumi:data-dev::demo::aws:ebs/volume:Volume::data";
const entry = {
  urn,
  operation: "replace",
  cause: ["availabilityZone"],
  reason: "copied to the new zone",
  expires: "2026-12-21",
};
const read = (value: unknown) =>
  acknowledgementsIn(
    { "ballast:acknowledged": typeof value === "string" ? value : JSON.stringify(value) },
    today,
  );

it("reads a list of entries, each for one operation of one cause", () => {
  expect(acknowledgementsIn({}, today)).toEqual({ entries: [], faults: [] });
  expect(read([{ ...entry, reason: " copied to the new zone " }])).toEqual({ entries: [entry], faults: [] });
  expect(read([{ ...entry, cause: "availabilityZone" }]).entries).toEqual([entry]);
  expect(read([{ ...entry, cause: ["b", "a", "b"] }]).entries).toMatchObject([{ cause: ["a", "b"] }]);
});

it.each<[string, unknown, string]>([
  [
    "a text",
    "data",
    'ballast:acknowledged is "data"; expected: a list of { urn, operation, cause, reason, expires }',
  ],
  // As it was: one reason for a name, which let every later loss of that name pass.
  [
    "a reason for a name",
    { data: "copied elsewhere" },
    'is {"data":"copied elsewhere"}; expected: a list of {',
  ],
  ["a text in the list", ["data"], 'ballast:acknowledged[0] is "data"; expected: {'],
  ["no URN", [{ ...entry, urn: undefined }], "[0].urn is missing; expected: the URN"],
  [
    "a name for a URN",
    [{ ...entry, urn: "data" }],
    '[0].urn is "data"; expected: the URN of the resource that contains the data',
  ],
  [
    "another operation",
    [{ ...entry, operation: "update" }],
    '[0].operation is "update"; expected: delete or replace',
  ],
  [
    "no cause",
    [{ ...entry, cause: [] }],
    "[0].cause is []; expected: a list of causes, such as property paths",
  ],
  ["a cause that is not a text", [{ ...entry, cause: [1] }], "[0].cause is [1]; expected"],
  [
    "a short reason",
    [{ ...entry, reason: "ok" }],
    '[0].reason is "ok"; expected: why the data may be deleted, in 10 characters',
  ],
  ["a blank reason", [{ ...entry, reason: "            " }], "[0].reason is"],
  [
    "no last day",
    [{ ...entry, expires: undefined }],
    '[0].expires is missing; expected: the last day, in quotes, for example "2026-12-21"',
  ],
  [
    "a day that does not exist",
    [{ ...entry, expires: "2026-11-31" }],
    '[0].expires is "2026-11-31"; expected',
  ],
  [
    "a day too far away",
    [{ ...entry, expires: "2026-12-22" }],
    '[0].expires is "2026-12-22", more than 30 days from today (2026-11-21). Use 2026-12-21 at the latest.',
  ],
  ["an unknown key", [{ ...entry, resaon: "why" }], "[0].resaon is unknown; expected: urn, operation"],
  [
    "an entry twice",
    [entry, { ...entry, reason: "for another reason" }],
    "[1] is for the same URN, operation and cause",
  ],
])("refuses %s", (_what, value, message) => {
  const { entries, faults } = read(value);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(message);
  expect(entries).toHaveLength(_what === "an entry twice" ? 1 : 0);
});

it("reads entries that have ended: they are told apart from those that never were", () => {
  expect(read([{ ...entry, expires: "2026-11-20" }])).toMatchObject({
    entries: [{ expires: "2026-11-20" }],
    faults: [],
  });
});

it("counts days in UTC, whatever the clock of the machine", () => {
  const at = (moment: string) => {
    jest.useFakeTimers({ now: new Date(moment) });
    try {
      return acknowledgementsIn({ "ballast:acknowledged": JSON.stringify([entry]) }).faults.length;
    } finally {
      jest.useRealTimers();
    }
  };
  expect(at("2026-11-20T23:59:59.999Z")).toBe(1);
  expect(at("2026-11-21T00:00:00.000Z")).toBe(0);
  expect(at("2026-11-21T01:30:00.000+02:00")).toBe(1);
});

it("reads an entry of the command line as YAML", () => {
  const flow = `{ urn: "${urn}", operation: replace, cause: [availabilityZone], reason: copied to the new zone, expires: "2026-12-21" }`;
  expect(acknowledgementsOf([flow], "--acknowledge", today)).toEqual({ entries: [entry], faults: [] });
  expect(acknowledgementsOf(["data=why: {"], "--acknowledge", today).faults).toEqual([
    expect.stringContaining('--acknowledge[0] is "data=why: {"; expected: {'),
  ]);
});

const text = fc.oneof(
  fc.string({ minLength: 1, unit: "grapheme" }),
  fc.constantFrom(
    "containerDefinitions[0].image",
    "a: b",
    "#x",
    "- y",
    "'",
    '"',
    "{}",
    "null",
    "2026-12-21",
    "a\nb",
    "*x",
    "&x",
    "!x",
  ),
);
const loss = fc.record({
  urn: text.map((name) => `urn:pulumi:data-dev::demo::aws:ebs/volume:Volume::${name}`),
  how: fc.constantFrom("removed" as const, "replaced" as const),
  cause: fc
    .uniqueArray(
      text.filter((one) => one.trim() !== ""),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) => all.sort()),
});

it("prints entries that it reads again as they are meant, once they have a reason", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(loss, { minLength: 1, maxLength: 4, selector: ({ urn: one }) => one }),
      (losses) => {
        const printed = acknowledgementYaml(losses, today);
        const { "ballast:acknowledged": entries } = parse(printed) as {
          "ballast:acknowledged": (typeof entry)[];
        };
        // Copied as it is, it is refused.
        expect(read(entries).entries).toEqual([]);
        const given = read(entries.map((one) => ({ ...one, reason: "copied elsewhere" })));
        expect(given.faults).toEqual([]);
        expect(given.entries.map(keyOf)).toEqual(
          losses.map(({ urn: lost, how, cause }) =>
            keyOf({ urn: lost, operation: how === "removed" ? Operation.Delete : Operation.Replace, cause }),
          ),
        );
        expect(printed).toContain('expires: "2026-12-21"');
      },
    ),
    { numRuns: 500 },
  );
});
