import type { Fields } from "@ballast/model";
import fc from "fast-check";
import { addressRange, cover } from "@ballast/model";
import { isAnywhere, isPrivate } from "./addresses.ts";
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

/** First bytes of what is routed on the internet, but for smaller blocks among them. */
const routed = Array.from({ length: 224 }, (_, first) => first).filter(
  (first) => ![0, 10, 127].includes(first),
);

it("takes blocks together for the internet from half of it on, however they are written", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 8 })), { maxLength: 12 }),
      (blocks) => {
        // Any address of a block stands for it.
        const texts = blocks.map(([first, prefix]) => `${first}.9.8.7/${prefix}`);
        const size = (first: number) =>
          blocks.some(([of, prefix]) => first >> (8 - prefix) === of >> (8 - prefix));
        const share = routed.filter(size).length / routed.length;
        // Blocks smaller than /8 that are not routed do not decide but at the very half.
        fc.pre(Math.abs(share - 0.5) > 0.01);
        expect(isAnywhere(...texts)).toBe(share > 0.5);
      },
    ),
    { numRuns: 2000 },
  ));

it.each([
  ["::/0", true],
  ["0::0/0", true],
  ["2000::/3", true],
  ["2000::/4", true],
  ["2000::/5", false],
  ["fc00::/7", false],
  ["198.51.100.7/0", true],
  ["0.0.0.0/1", true],
  ["128.0.0.0/1", false],
  ["224.0.0.0/3", false],
  ["0.0.0.0", false],
  ["everywhere", false],
  [undefined, false],
])("%s is the whole internet: %s", (range, answer) => expect(isAnywhere(range)).toBe(answer));

it.each<[object, string, string]>([
  [{ ipProtocol: "-1" }, "all ports", "all ports"],
  [{ protocol: -1, fromPort: 0, toPort: 0 }, "all ports", "all ports"],
  [{ protocol: "All" }, "all ports", "all ports"],
  [{ ipProtocol: 6, fromPort: 22, toPort: 22 }, "22", "no port"],
  [{ ipProtocol: "TCP", fromPort: "22", toPort: "23" }, "22–23", "no port"],
  [{ ipProtocol: "17", fromPort: 0, toPort: 65_535 }, "no port", "all ports"],
  [{ ipProtocol: "udp", fromPort: 53, toPort: 53 }, "no port", "53"],
  [{ ipProtocol: "icmp", fromPort: -1, toPort: -1 }, "no port", "no port"],
  [{ ipProtocol: "50" }, "no port", "no port"],
])("%j has the ports %s of TCP and %s of UDP", (rule, tcp, udp) => {
  expect([portsText(portsOf(rule as Fields, "tcp")), portsText(portsOf(rule as Fields, "udp"))]).toEqual([
    tcp,
    udp,
  ]);
});

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
