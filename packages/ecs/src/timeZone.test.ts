import { Faults } from "@ballast/contracts";
import { checkTimeZone } from "./index.ts";

function isRefused(timeZone: string): boolean {
  const faults = new Faults('Service "one"');
  checkTimeZone(faults, "timeZone", timeZone);
  return faults.found.length > 0;
}

const names = ["UTC", ...Intl.supportedValuesOf("timeZone")];
const others = [
  "Asia/Kolkata",
  "Europe/Kyiv",
  "US/Pacific",
  "Etc/UTC",
  "Etc/GMT+5",
  "GMT",
  "America/Indianapolis",
];

it("takes zones by their names, and by other names that they have (F.0.54)", () => {
  expect([...names, ...others].filter(isRefused)).toEqual([]);
});

it("refuses names in other letters, offsets and places (F.0.54)", () => {
  const small = [...names, ...others].map((name) => name.toLowerCase());
  const large = names.map((name) => name.toUpperCase()).filter((name) => !names.includes(name));
  const all = [...small, ...large, "Berlin", "+02:00", "UTC+2", "Europe/", "Europe/Berlin ", ""];
  expect(all.filter((name) => !isRefused(name))).toEqual([]);
});
