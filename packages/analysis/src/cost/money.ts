/**
 * Dollars as integers of 10⁻¹⁰ dollars. Prices have up to ten decimal places (an S3 request), and rows must
 * add up exactly to their total, which floating point does not guarantee.
 */
export type Money = bigint;

const places = 10;
const one = 10n ** BigInt(places);

/** Decimal places of a quantity. */
const quantityPlaces = 6;
const quantityOne = 10 ** quantityPlaces;

/** @throws {RangeError} if the text is not a decimal number of dollars with at most ten places. */
export function parseMoney(text: string): Money {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,10}))?$/.exec(text) ?? [];
  if (whole === "")
    throw new RangeError(`"${text}" is not a price. Use digits with at most ${places} decimal places.`);
  const amount = BigInt(whole) * one + BigInt(fraction.padEnd(places, "0"));
  return sign === "-" ? -amount : amount;
}

/** The amount as decimal number without trailing zeros: `32.85`. */
export function moneyText(amount: Money): string {
  const [sign, absolute] = amount < 0n ? ["-", -amount] : ["", amount];
  const fraction = String(absolute % one)
    .padStart(places, "0")
    .replace(/0+$/, "");
  return `${sign}${absolute / one}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Price × quantity: the quantity rounded to 10⁻⁶, the result to 10⁻¹⁰ dollars. */
export function times(price: Money, quantity: number): Money {
  const product = price * BigInt(Math.round(quantity * quantityOne));
  const divisor = BigInt(quantityOne);
  return (product + divisor / 2n) / divisor;
}

export function sum(amounts: Iterable<Money>): Money {
  let all = 0n;
  for (const amount of amounts) all += amount;
  return all;
}

/** A quantity for display: `730 hours`, `1 hour`, `10 GB`. */
export function quantityText(amount: number, unit: string): string {
  const plural = amount !== 1 && /[a-z]$/.test(unit) ? "s" : "";
  return `${amount.toLocaleString("en-US", { maximumFractionDigits: 2 })} ${unit}${plural}`;
}

/** The amount in cents, half a cent rounded up, as `dollars` shows it. */
export function centsOf(amount: Money): bigint {
  return (amount + one / 200n) / (one / 100n);
}

/** An amount for display: `$1,234.50`; `< $0.01` for an amount between zero and half a cent. */
export function dollars(text: string): string {
  const amount = parseMoney(text);
  const [sign, absolute] = amount < 0n ? ["-", -amount] : ["", amount];
  const cents = centsOf(absolute);
  if (cents === 0n) return absolute === 0n ? "$0.00" : `${sign}< $0.01`;
  const whole = String(cents / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}$${whole}.${String(cents % 100n).padStart(2, "0")}`;
}
