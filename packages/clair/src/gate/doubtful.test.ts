import fc from "fast-check";
import { distributions, languages, now, reportOn, updatesOf, verdictOn } from "../testing/gateInputs.ts";

// Of each kind of doubt 600 cases, none of which passes. What all of them start from passes or is rejected by its findings alone.

const runs = { numRuns: 600 };
const images = fc.record({
  os: fc.subarray(["debian12", "ubuntu2204", "alpine320", "amazon2023", "sles15"], {
    minLength: 1,
    maxLength: 2,
  }),
  languages: fc.subarray(Object.keys(languages)),
});
type Image = { os: string[]; languages: string[] };

const updatersOf = ({ os, languages: of }: Image): string[] => [
  ...os.flatMap((name) => distributions[name]?.updaters ?? []),
  ...of.map((name) => `osv/${name}`),
];
const daysAgo = (days: number): string => new Date(now - days * 86_400_000).toISOString();

it("passes what the doubts below are about (F.2.13)", () => {
  fc.assert(
    fc.property(images, fc.double({ min: 0, max: 6.9, noNaN: true }), (image, days) => {
      const updates = updatesOf(updatersOf(image), daysAgo(days));
      expect(verdictOn(reportOn(image), { updates }).exitCode).toBe(0);
    }),
    runs,
  );
});

it("never passes where an updater that the image needs is missing, stale, of the future, or damaged (F.2.13)", () => {
  const record = (date: unknown, more: object = {}) => [
    { ref: "r", updater: "", fingerprint: "", date, kind: "", ...more },
  ];
  const damages = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom([], null, "", {}, [null], [[]], ["2026-11-21T06:00:00Z"]),
    // Older than the policy allows, to the second.
    fc.double({ min: 7.00002, max: 4000, noNaN: true }).map((days) => record(daysAgo(days))),
    fc.double({ min: 0.00002, max: 4000, noNaN: true }).map((days) => record(daysAgo(-days))),
    fc.oneof(fc.jsonValue(), fc.string()).map((date) => record(date)),
    fc.constantFrom("enrichment", 1, {}).map((kind) => record(daysAgo(1), { kind })),
    fc.constantFrom("another/updater", {}, 7).map((updater) => record(daysAgo(1), { updater })),
    // One record of several is damaged: which of them speaks is unknown.
    fc.constantFrom("", null, "yesterday").map((date) => [...record(daysAgo(1)), ...record(date)]),
  );
  fc.assert(
    fc.property(images, fc.nat(), damages, (image, which, damage) => {
      const names = updatersOf(image);
      const name = names[which % names.length] ?? "";
      const { [name]: _gone, ...others } = updatesOf(names, daysAgo(1));
      const updates = damage === undefined ? others : { ...others, [name]: damage };
      expect(verdictOn(reportOn(image), { updates }).exitCode).toBe(2);
    }),
    runs,
  );
});

it("never passes a report of which an entry, or the end of a list, is missing (F.2.13)", () => {
  const flaws = fc.array(
    fc.record({
      name: fc.constantFrom("CVE-1", "CVE-2", "CVE-3"),
      severity: fc.constantFrom("High", "Critical", "Unknown"),
      package: fc.constantFrom("openssl", "curl"),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const parts = [
    "packages",
    "distributions",
    "repository",
    "environments",
    "vulnerabilities",
    "package_vulnerabilities",
  ];
  fc.assert(
    fc.property(images, flaws, fc.constantFrom(...parts), fc.nat(), (image, some, part, which) => {
      const whole = structuredClone(reportOn({ ...image, flaws: some })) as unknown as Record<
        string,
        Record<string, unknown>
      >;
      const entries = whole[part] ?? {};
      const ids = Object.keys(entries);
      fc.pre(ids.length > 0);
      const id = ids[which % ids.length] ?? "";
      const list = entries[id];
      if (Array.isArray(list) && which % 2 === 0) list.pop();
      else delete entries[id];
      expect(verdictOn(whole).exitCode).not.toBe(0);
    }),
    runs,
  );
});

it("never passes an image that calls its distribution otherwise, by a letter more, less or another (F.2.13)", () => {
  const fields = ["did", "name", "version", "version_id", "pretty_name"];
  const edits = fc.record({
    at: fc.nat(),
    cut: fc.boolean(),
    more: fc.constantFrom("", "x", " ", "\u0000", "\u0430", "0", "9"),
  });
  /** By which no matcher of Clair goes, or which others replace (claircore v1.5.48). */
  const free: Record<string, string[]> = {
    debian12: ["pretty_name"],
    ubuntu2204: ["pretty_name"],
    alpine320: ["version_id", "version"],
    amazon2023: ["name", "version", "pretty_name"],
    sles15: ["version_id", "pretty_name"],
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(free)),
      fc.constantFrom(...fields),
      edits,
      (os, field, { at, cut, more }) => {
        fc.pre(!(free[os] ?? []).includes(field));
        const whole = reportOn({ os: [os] });
        const distribution = whole.distributions[os] as Record<string, string>;
        const text = distribution[field] ?? "";
        const place = at % (text.length + 1);
        const edited = text.slice(0, place) + more + text.slice(place + (cut ? 1 : 0));
        fc.pre(edited !== text);
        distribution[field] = edited;
        // What is another release that Clair knows needs that one's data, and there is none.
        const updates = updatesOf(distributions[os]?.updaters ?? [], daysAgo(1));
        expect(verdictOn(whole, { updates }).exitCode).toBe(2);
      },
    ),
    runs,
  );
});
