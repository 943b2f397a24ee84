import { block, list, fields, text } from "@ballast/model";
import { use, type ChargeItems } from "./terms.ts";

const systems: Readonly<Record<string, string>> = {
  ARM_CONTAINER: "ARM",
  LINUX_CONTAINER: "Linux",
  LINUX_GPU_CONTAINER: "LinuxGPU",
  WINDOWS_CONTAINER: "Windows",
  WINDOWS_SERVER_2019_CONTAINER: "Windows",
};

const sizes: Readonly<Record<string, string>> = {
  BUILD_GENERAL1_SMALL: "g1.small",
  BUILD_GENERAL1_MEDIUM: "g1.medium",
  BUILD_GENERAL1_LARGE: "g1.large",
  BUILD_GENERAL1_2XLARGE: "g1.2xlarge",
};

export const buildCharges: ChargeItems = ({ inputs, usage }) => {
  const { type, computeType } = block(inputs["environment"]);
  const system = systems[text(type)];
  const size = sizes[text(computeType)];
  return system === undefined || size === undefined
    ? [{ uncounted: `builds on ${text(computeType)} of ${text(type)}, whose prices Ballast does not know` }]
    : [use(usage, `codebuild/${system}/${size}`, "buildMinutes")];
};

/** Action minutes of a V2 pipeline. Manual approvals and other actions without minutes are free. */
export const pipelineCharges: ChargeItems = ({ inputs, usage }) =>
  text(inputs["pipelineType"]) === "V2"
    ? [
        use(
          usage,
          "codepipeline.minutes",
          "pipelineMinutes",
          `${list(inputs["stages"]).flatMap((stage) => list(fields(stage)["actions"])).length} actions`,
        ),
      ]
    : [{ dimension: "codepipeline.pipelines", amount: 1, how: "" }];
