import fc from "fast-check";
import { addressRange } from "@ballast/model";
import { cover, isAnywhere, isPrivate } from "./addresses.ts";
import { hasPort, portsOf, portsText } from "./ports.ts";

const block = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`);

/** By the bits, as a router does. */
function isIn(address: string, cidr: string): boolean {
  const [base = "", prefix = ""] = cidr.split("/");
  const binary = (ip: string) =>
    ip
      .split(".")
      .map((byte) => Number(byte).toString(2).padStart(8, "0"))
      .join("");
  return binary(address).slice(0, Number(prefix)) === binary(base).slice(0, Number(prefix));
}

it("covers an address exactly where one of the blocks has its leading bits", () =>
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), fc.ipV4(), (cidrs, address) => {
      const ranges = cidrs.map((cidr) => addressRange(cidr) ?? fail());
      expect(cover(ranges, addressRange(address) ?? fail())).toBe(cidrs.some((cidr) => isIn(address, cidr)));
    }),
  ));

it("takes a block in pieces for the block", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 32 }), (prefix) => {
      // Of each halving the far half, and what is left at the end.
      const pieces = Array.from({ length: prefix }, (_, index) => {
        const first = (2n ** BigInt(31 - index)).toString(16).padStart(8, "0");
        return `${(first.match(/../g) ?? []).map((byte) => parseInt(byte, 16)).join(".")}/${index + 1}`;
      });
      expect(isAnywhere(...pieces)).toBe(false);
      expect(isAnywhere(...pieces, `0.0.0.0/${prefix}`)).toBe(true);
    }),
  ));

it.each([
  ["::/0", true],
  ["0::0/0", true],
  ["198.51.100.7/0", true],
  ["0.0.0.0/1", false],
  ["0.0.0.0", false],
  ["everywhere", false],
  [undefined, false],
])("%s is the whole internet: %s", (range, answer) => expect(isAnywhere(range)).toBe(answer));

it.each([
  ["10.8.0.0/16", true],
  ["10.0.0.0/7", false],
  ["172.31.255.255", true],
  ["172.32.0.0/16", false],
  ["100.128.0.0/10", false],
  ["fd12:3456::/48", true],
  ["fc00::/6", false],
  ["fe80::/10", false],
  ["unreadable", false],
])("%s is private as a whole: %s", (range, answer) => expect(isPrivate(range)).toBe(answer));

it.each([
  [{ ipProtocol: "tcp", fromPort: 443, toPort: 443 }, "443"],
  [{ protocol: "6", fromPort: "8000", toPort: "8100" }, "8000–8100"],
  [{ ipProtocol: "-1" }, "all ports"],
  [{ ipProtocol: "-1", fromPort: 22, toPort: 22 }, "all ports"],
  [{ ipProtocol: "tcp" }, "all ports"],
  [{ ipProtocol: "udp", fromPort: -1, toPort: -1 }, "all ports"],
  [{ ipProtocol: "icmp", fromPort: 8, toPort: -1 }, "no port"],
])("of %j: %s", (rule, expected) => {
  expect(portsText(portsOf(rule))).toBe(expected);
  expect(hasPort(portsOf(rule), 443)).toBe(["443", "all ports"].includes(expected));
});
