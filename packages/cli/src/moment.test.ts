import fc from "fast-check";
import { parseMoment } from "./moment.ts";

const two = (number: number): string => String(number).padStart(2, "0");

describe("moments that a person writes (F.0.35)", () => {
  it("is the same moment with any offset from UTC", () => {
    const offset = fc.record({
      hours: fc.integer({ min: -14, max: 14 }),
      minutes: fc.constantFrom(0, 30, 45),
    });
    const seconds = fc.integer({ min: Date.UTC(2006, 0, 1) / 1000, max: Date.UTC(2099, 0, 1) / 1000 });
    fc.assert(
      fc.property(seconds, offset, (second, { hours, minutes }) => {
        const sign = hours < 0 ? -1 : 1;
        const ahead = sign * (Math.abs(hours) * 3600 + minutes * 60);
        // What a clock on the wall shows there.
        const wall = new Date((second + ahead) * 1000).toISOString().slice(0, 19);
        const text = `${wall}${sign < 0 ? "-" : "+"}${two(Math.abs(hours))}:${two(minutes)}`;
        expect(parseMoment(text)?.getTime()).toBe(second * 1000);
      }),
    );
  });

  it.each([
    "",
    "yesterday",
    "2026-11-27",
    "2026-11-27T03:00",
    "2026-11-27T03:00:00",
    "2026-11-27 03:00:00Z",
    "2026-02-30T03:00:00Z",
    "2026-13-01T03:00:00Z",
    "2026-00-10T03:00:00Z",
    "2026-11-00T03:00:00Z",
    "2026-11-27T24:00:00Z",
    "2026-11-27T03:60:00Z",
    "2026-11-27T03:00:60Z",
    "2026-11-27T03:00:00+24:00",
    "2026-11-27T03:00:00+01:60",
    "2026-11-27T03:00:00CET",
    "1764212400",
    "2026-11-27T03:00:00Z ",
  ])("does not guess what %p means", (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it("knows leap days", () => {
    expect(parseMoment("2028-02-29T00:00Z")).toEqual(new Date(Date.UTC(2028, 1, 29)));
    expect(parseMoment("2027-02-29T00:00Z")).toBeUndefined();
  });
});
