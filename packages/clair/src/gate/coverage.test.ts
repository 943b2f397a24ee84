import fc from "fast-check";
import {
  allUpdaters,
  distributions,
  languages,
  reportOn,
  updatesOf,
  verdictOn,
} from "../testing/gateInputs.ts";

// What was not compared with data of its own, there and fresh, is not judged.

const updatersOf = (os: string[], of: string[] = []) => [
  ...os.flatMap((key) => distributions[key]?.updaters ?? []),
  ...of.map((name) => `osv/${name}`),
];
const fresh = "2026-11-21T06:00:00Z";
const stale = "2026-11-13T00:00:00Z";

describe("each distribution and language needs its own updater, there and fresh (F.2.13)", () => {
  it.each(Object.keys(distributions))("%s is judged by its own updaters alone", (os) => {
    const own = updatersOf([os]);
    const others = allUpdaters.filter((name) => !own.includes(name));
    const image = reportOn({ os: [os] });
    expect(verdictOn(image, { updates: updatesOf(own) }).summary[0]).toMatch(/^PASSED/);
    expect(verdictOn(image, { updates: updatesOf(others) }).exitCode).toBe(2);
  });

  it("one fresh updater does not vouch for another that is stale", () => {
    const updates = {
      ...updatesOf(allUpdaters, fresh),
      ...updatesOf(["debian/updater"], "2025-06-01T00:00:00Z"),
    };
    const { exitCode, summary } = verdictOn(reportOn({ os: ["debian12"] }), { updates });
    expect(exitCode).toBe(2);
    expect(summary[0]).toContain(
      "Debian 12: the scanner loaded the data of the updater debian/updater 538 days ago, and the policy allows 7.",
    );
  });

  it("data of one release does not vouch for another", () => {
    const updates = updatesOf(updatersOf(["alpine320"]));
    const { exitCode, summary } = verdictOn(reportOn({ os: ["alpine323"] }), { updates });
    expect(exitCode).toBe(2);
    expect(summary).toEqual([
      expect.stringContaining(
        "Alpine Linux 3.23: the scanner has no data of the updater alpine-main-v3.23-updater.",
      ),
      expect.stringContaining("alpine-community-v3.23-updater."),
    ]);
  });

  it("what is past of Oracle Linux may be old, and must be there", () => {
    const image = reportOn({ os: ["oracle9"] });
    const past = updatersOf(["oracle9"]).slice(0, -1);
    const updates = { ...updatesOf(past, "2020-01-01T00:00:00Z"), ...updatesOf(["oracle-2026-updater"]) };
    expect(verdictOn(image, { updates }).exitCode).toBe(0);
    expect(verdictOn(image, { updates: { ...updates, "oracle-2011-updater": [] } }).exitCode).toBe(2);
  });

  const images = fc.record({
    os: fc.uniqueArray(fc.constantFrom(...Object.keys(distributions).filter((key) => key !== "oracle9")), {
      minLength: 1,
      maxLength: 3,
    }),
    languages: fc.uniqueArray(fc.constantFrom(...Object.keys(languages)), { maxLength: 3 }),
  });

  it("removing any needed updater, making it stale or damaging it, changes PASSED into NOT JUDGED", () => {
    const damage = fc.constantFrom<unknown>(
      undefined,
      null,
      [],
      {},
      [null],
      [{}],
      [{ date: stale }],
      [{ date: "2026-11-14T11:59:59Z" }],
      [{ date: "2026-11-21T12:00:01Z" }],
      [{ date: "2126-11-21T12:00:00Z" }],
      [{ date: "2026" }],
      [{ date: "soon" }],
      [{ date: 1795219200000 }],
      [{ date: null }],
      [{ date: fresh, kind: "enrichment" }],
      [{ date: fresh, updater: "alpine-main-v3.3-updater" }],
      [{ date: fresh }, { date: "NaN" }],
    );
    fc.assert(
      fc.property(images, fc.nat(), damage, (image, position, damaged) => {
        const needed = updatersOf(image.os, image.languages);
        const updates = updatesOf(needed);
        expect(verdictOn(reportOn(image), { updates }).exitCode).toBe(0);
        const victim = needed[position % needed.length] ?? "";
        const { exitCode, summary } = verdictOn(reportOn(image), {
          updates: { ...updates, [victim]: damaged },
        });
        expect(exitCode).toBe(2);
        expect(summary.join("\n")).toContain(victim);
      }),
    );
  });

  it.each([
    ["nothing was answered", ""],
    ["null", "null"],
    ["no updates", "{}"],
    ["a page of an error", "<html>"],
    [
      "an updater twice, the second one fresh",
      `{"debian/updater":[{"date":"${stale}"}],"debian/updater":[{"date":"${fresh}"}]}`,
    ],
    ["inherited names", '{"__proto__":{"debian/updater":[{"date":"2026-11-21T06:00:00Z"}]}}'],
  ])("and closes where %s", (_what, updates) => {
    expect(verdictOn(reportOn({ os: ["debian12"] }), { updates }).exitCode).toBe(2);
  });
});
