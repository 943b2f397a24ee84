import {
  checkSecretReference,
  checkWithoutEffect,
  given,
  listed,
  plainSecret,
  type Faults,
} from "@ballast/contracts";
import type { ContainerArgs } from "./containers.ts";
import type { ContainerLogging, LogDriver } from "./logging.ts";
import type { TaskPlace } from "./shape.ts";

/** ECS API reference, LogConfiguration, options: Splunk's driver needs both (read 2026-11-27). */
const ofSplunk = { url: "splunk-url", token: "splunk-token" };

interface DriverFacts {
  /** Whether a container of the task takes the logs. */
  isRouted: boolean;
  /** Whether agents of container instances offer it without being told to. */
  isOnInstances: boolean;
  /** Options that it does not start without, in clear and secret. */
  needed: { options: string[]; secretOptions: string[] };
}

const drivers: Record<LogDriver, DriverFacts> = {
  awsfirelens: { isRouted: true, isOnInstances: true, needed: { options: [], secretOptions: [] } },
  splunk: {
    isRouted: false,
    isOnInstances: false,
    needed: { options: [ofSplunk.url], secretOptions: [ofSplunk.token] },
  },
};

function isRouted(logging: ContainerLogging | undefined): boolean {
  return logging !== undefined && drivers[logging.driver].isRouted;
}

export function checkLogging(
  faults: Faults,
  containers: Record<string, ContainerArgs>,
  place: TaskPlace,
): void {
  const routers = Object.keys(containers).filter((name) => containers[name]?.logRouter !== undefined);
  const sends = Object.values(containers).some(({ logging }) => isRouted(logging));
  for (const [name, { logging, logRouter, essential }] of Object.entries(containers)) {
    const path = `containers.${name}`;
    if (logging !== undefined) checkDestination(faults, `${path}.logging`, logging, place);
    if (isRouted(logging) && routers.filter((one) => one !== name).length === 0)
      faults.add(`${path}.logging.driver`, "needs another container of the task with a logRouter. Add one.");
    if (logRouter === undefined) continue;
    if (place.windows) faults.add(`${path}.logRouter`, "is for Linux containers. Leave it out.");
    if (routers.length > 1)
      faults.add(
        `${path}.logRouter`,
        `is one of ${routers.length} in the task (${listed(routers)}); keep one.`,
      );
    if (!sends)
      checkWithoutEffect(
        faults,
        path,
        { logRouter },
        ["logRouter"],
        "no container's logging is awsfirelens. Leave it out.",
      );
    if (essential === false)
      faults.add(`${path}.essential`, "is false, but without the log router logs are lost. Leave it out.");
    if (logRouter.configFile !== undefined && !/^\/\S+$/.test(logRouter.configFile))
      faults.add(`${path}.logRouter.configFile`, `${given(logRouter.configFile)} is not an absolute path.`);
  }
}

function checkDestination(
  faults: Faults,
  path: string,
  { driver, options = {}, secretOptions = {}, reason }: ContainerLogging,
  { windows, fargate }: TaskPlace,
): void {
  if (windows) faults.add(`${path}.driver`, `${given(driver)} is for Linux containers. Leave logging out.`);
  else if (!drivers[driver].isOnInstances && !fargate)
    faults.add(
      `${path}.driver`,
      `${given(driver)} requires AWS Fargate: the agents of container instances are not configured for it. Use "awsfirelens".`,
    );
  if (reason.trim() === "") faults.add(`${path}.reason`, "is blank. Say where the logs are read.");
  for (const [option, value] of Object.entries(options)) {
    const secret = plainSecret(option, value);
    if (secret !== undefined || option === ofSplunk.token)
      faults.add(
        `${path}.options.${option}`,
        `${secret ?? "is a secret"}, but everyone who may describe the task can read options; give its ARN under secretOptions.`,
      );
    if (Object.hasOwn(secretOptions, option))
      faults.add(`${path}.options.${option}`, "is also under secretOptions; keep one of the two.");
  }
  for (const [option, arn] of Object.entries(secretOptions))
    checkSecretReference(faults, `${path}.secretOptions.${option}`, arn, { parameter: true, field: true });
  const { needed } = drivers[driver];
  for (const option of needed.options.filter((one) => options[one] === undefined))
    faults.add(`${path}.options.${option}`, "is missing; the driver does not start without it.");
  for (const option of needed.secretOptions)
    if (options[option] === undefined && secretOptions[option] === undefined)
      faults.add(`${path}.secretOptions.${option}`, "is missing; give the ARN of its secret.");
}
