import type { Changes, Simulation } from "@ballast/placement";
import { PlaceCallError } from "./placeError.ts";
import type { PlaceEvent } from "./placed.ts";

export function happening(simulation: Simulation, { kind, what }: PlaceEvent): Changes {
  switch (kind) {
    case "drain":
      return simulation.drain(what);
    case "lose":
      return simulation.lose(what);
    case "loseZone":
      return simulation.loseZone(what);
    case "scale": {
      const [, service = "", count = ""] = /^(.+)=(\d{1,9})$/.exec(what) ?? [];
      if (service === "")
        throw new PlaceCallError(`--scale ${what}: give a service and its count, for example web=3.`);
      return simulation.scale(service, Number(count));
    }
  }
}
