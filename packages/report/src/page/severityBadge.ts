import type { Finding } from "@ballast/policy";
import { markup, type Markup } from "./markup.ts";

export function severityBadge(severity: Finding["severity"]): Markup {
  return markup`<span class="badge ${severity}">${severity}</span> `;
}
