import type { Scene } from "./world.ts";

/** Whether a service without the volume promises tasks, for which there is no other host. */
export function isBlocked({ services, volumes }: Pick<Scene, "services" | "volumes">): boolean {
  return (
    volumes.length > 0 &&
    services.some(
      ({ isHere, volume, minimumHealthyPercent }) => isHere && !volume && minimumHealthyPercent > 0,
    )
  );
}
