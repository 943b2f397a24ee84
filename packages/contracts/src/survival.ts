export type { Survival } from "@ballast/model";
