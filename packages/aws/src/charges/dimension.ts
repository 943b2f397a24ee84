/** A price dimension, as AWS's price list describes it. */
export interface Dimension {
  /** Service code in the price list: `AmazonEC2`. */
  offer: string;
  /** Unit of the price: `hour`, `GB-month`. */
  unit: string;
  /** Short description of the charge. */
  words: string;
  /** Product family in the price list. @default - any */
  family?: string;
  /** Usage type without the region prefix: `NatGateway-Hours`. @default - any */
  usagetype?: string;
  /** Other product attributes; a list for alternatives. @default none */
  attributes?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Ballast's units in one AWS unit, keyed by AWS's unit: a GiBps is 1024 MiBps. @default - the units are the
   * same
   */
  per?: Readonly<Record<string, number>>;
}
