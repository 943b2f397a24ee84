import type { Registration } from "./handlers.ts";
import type { Properties } from "./wire.ts";

/** One resource or component of a recording. */
export interface RecordedResource extends Omit<Registration, "inputs" | "retainOnDelete"> {
  /** As the engine hands it down from component to child. */
  retainOnDelete: boolean;
  /** Decoded: secrets opened, what is not known as `[unknown]`. */
  inputs: Properties;
  /** Property paths of `inputs` that are secret. */
  secrets: string[];
  /** Property paths of `inputs` that are not known yet. */
  unknown: string[];
  /** Physical id; empty for components and in a preview. */
  id: string;
  /** The resource's outputs: its inputs and the values that AWS adds; in a preview only the inputs. */
  state: Properties;
  /** The outputs that a component registered; undefined before. */
  outputs?: Properties;
}
