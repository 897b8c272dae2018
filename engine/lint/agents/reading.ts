/** What the readers of all products do alike: settings → names, numbers, addresses, join lists. */
import type { AgentAddress, ClusterName } from "../model/agent.ts";
import type { Assignments } from "../model/assignments.ts";
import { canonicalHost, isUnspecified, ipOfHost } from "../model/host.ts";
import { readJoin, type Join, type JoinList } from "../model/join.ts";
import { located, type Located, type Scalar } from "../model/located.ts";
import { isPlaceholderAddress, isPlaceholderName, isSockaddrTemplate } from "../model/placeholder.ts";

/** A setting that is a text; a word that stands for one is unknown. */
export function textSetting(settings: Assignments, key: string): Located<string> | undefined {
  const setting = settings.scalar(key);
  if (setting === undefined || !setting.known) return setting;
  const text = String(setting.value);
  if (text === "") return undefined;
  return isPlaceholderName(text) ? { ...setting, known: false, text } : located(text, setting);
}

/** A setting that is true or false, also as a string, as Consul reads it. */
export function switchSetting(settings: Assignments, key: string): Located<boolean> | undefined {
  const setting = settings.scalar(key);
  if (setting === undefined || !setting.known) return setting;
  const value = String(setting.value).toLowerCase();
  if (value === "true" || value === "1") return located(true, setting);
  if (value === "false" || value === "0") return located(false, setting);
  return { ...setting, known: false, text: String(setting.value) };
}

/** A setting that is a number, also as a string. */
export function numberSetting(settings: Assignments, key: string): Located<number> | undefined {
  const setting = settings.scalar(key);
  if (setting === undefined || !setting.known) return setting;
  const value = Number(setting.value);
  return Number.isFinite(value) && setting.value !== ""
    ? located(value, setting)
    : { ...setting, known: false, text: String(setting.value) };
}

/** The setting, the default where it is absent, `undefined` where a placeholder hides it. */
export function effective<T>(setting: Located<T> | undefined, fallback: T): T | undefined {
  if (setting === undefined) return fallback;
  return setting.known ? setting.value : undefined;
}

/** What the agent calls its cluster; `fallback` is the product's default, which counts where nothing can hide. */
export function clusterName(
  setting: Located<string> | undefined,
  isClosed: boolean,
  fallback: string | undefined,
  normalise: (name: string) => string = (name) => name,
): ClusterName {
  if (setting?.known === true) return { kind: "named", name: normalise(setting.value), setting };
  if (setting !== undefined) return { kind: "unknown", setting };
  return isClosed && fallback !== undefined ? { kind: "implicit", name: fallback } : { kind: "unknown" };
}

/** All entries of a join list; one that is no list at all is an entry too, a malformed one. */
export function joinsOf(settings: Assignments, key: string, list: JoinList, mayBeString = false): Join[] {
  const items = settings.list(key);
  return items.map((item) =>
    readJoin(item, list, !mayBeString && item.from === "file" && item.inList === undefined),
  );
}

/** A literal address of the agent; nothing for templates, placeholders and `0.0.0.0`. A port behind it is cut off. */
export function addressOf(
  setting: Located<Scalar> | undefined,
  plane: AgentAddress["plane"],
): readonly AgentAddress[] {
  if (setting?.known !== true) return [];
  const text = String(setting.value).trim();
  const host = ipOfHost(text) !== undefined ? text : text.replace(/:\d+$/, "");
  if (host === "" || isPlaceholderAddress(host) || isSockaddrTemplate(host) || isUnspecified(host)) return [];
  return [{ ...canonicalHost(host), plane, scope: "", at: setting.at }];
}

/** The agent's own name, which DNS may know. */
export function nameAddress(name: Located<string> | undefined, scope: string): readonly AgentAddress[] {
  if (name?.known !== true || isPlaceholderAddress(name.value) || ipOfHost(name.value) !== undefined)
    return [];
  return [{ ...canonicalHost(name.value), plane: "both", scope, at: name.at }];
}

/** The machine's name, from the folder its files lie in. */
export function hostAddress(host: string | undefined, at: AgentAddress["at"]): readonly AgentAddress[] {
  if (host === undefined || host.includes(":")) return [];
  return [{ ...canonicalHost(host), plane: "both", scope: "", at }];
}

/** The port behind an address, as in `10.0.0.1:7946`. */
export function portBehind(setting: Located<Scalar> | undefined): number | undefined {
  if (setting?.known !== true) return undefined;
  const text = String(setting.value).trim();
  if (ipOfHost(text) !== undefined) return undefined;
  const port = /:(\d{1,5})$/.exec(text)?.[1];
  return port === undefined ? undefined : Number(port);
}
