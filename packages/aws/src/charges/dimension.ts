/** What AWS has a price for, as its price list describes it. */
export interface Dimension {
  /** The offer of the price list: `AmazonEC2`. */
  offer: string;
  /** What the price is for: `hour`, `GB-month`. */
  unit: string;
  /** What it is, in a few words. */
  words: string;
  /** The product family of the price list. @default - any */
  family?: string;
  /** Without the region's code in front: `NatGateway-Hours`. @default - any */
  usagetype?: string;
  /** Other attributes of the product. @default - none */
  attributes?: Readonly<Record<string, string>>;
  /** How many of our units AWS's unit holds, by AWS's unit: a GiBps is 1024 MiBps. @default - the units are the same */
  per?: Readonly<Record<string, number>>;
}
